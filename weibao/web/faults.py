"""What to say when an act failed and nothing of it was done: whom it was for, and what he should do now.

Asked by the one page of faults (`web.views.fault`), so that whatever fails, in a page or in a middleware, is told apart
here. What is none of these is a fault of the program.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weibao.keeping.disk import causes, is_disk_full


@dataclass(frozen=True)
class Fault:
    status: int
    title: str | Promise
    explains: str | Promise
    again_after: int = 0
    """Seconds after which it is worth trying again; 0: not by itself."""


PROGRAM = Fault(
    500,
    _("程序出错了"),
    _("您的操作没有完成，数据没有改动。请稍后再试；仍不行请告诉系统管理员发生的时间。"),
)
BUSY = Fault(
    503,
    _("系统正忙，这一步还没有办成"),
    _("同时办理的人多，等了一会儿仍没有轮到，数据没有改动。请返回上一页再提交一次，填过的内容还在。"),
    again_after=5,
)
FULL = Fault(
    507,
    _("磁盘已满，暂时不能保存"),
    _("您的操作没有保存，已有数据没有改动，查阅不受影响。请告诉系统管理员清理磁盘，之后再试。"),
    again_after=60,
)
TAKEN = Fault(
    409,
    _("有人刚刚先办了同样的事"),
    _("您的操作没有完成，数据没有改动。请返回上一页，刷新后看看现在的情况再办。"),
)
WAITED = (
    "SerializationFailure",
    "DeadlockDetected",
    "LockNotAvailable",
    "QueryCanceled",
    "TooManyConnections",
)
"""psycopg's names for: others were writing, and this one has to come again."""


def fault_of(error: BaseException | None) -> Fault:
    """What kind of failure an exception is, looking through what it came from."""
    if is_disk_full(error):
        return FULL
    for one in causes(error):
        said = str(one).lower()
        if type(one).__name__ in WAITED or (isinstance(one, OperationalError) and "locked" in said):
            return BUSY
        if isinstance(one, IntegrityError) and "unique" in said:
            return TAKEN
    return PROGRAM
