"""The log in words: what an action's code means, and who an actor is."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weibao.access.models import User
from weibao.audit.patterns import Kind, Pattern
from weibao.places.models import Area

AREAS: dict[str, str | Promise] = {
    "session": _("登录"),
    "county": _("本县初始化"),
    "users": _("账号"),
    "duties": _("职责"),
    "factors": _("第二重验证"),
    "sessions": _("登录的设备"),
    "units": _("单位"),
    "audit": _("操作记录"),
    "lists": _("列表"),
    "page": _("打开页面"),
    "fetch": _("打开记录"),
    "feeds": _("数据归集"),
    "links": _("关联核对"),
    "children": _("儿童档案"),
    "access": _("查阅申请"),
    "glass": _("紧急查阅"),
    "sight": _("谁能看到"),
    "seals": _("封存"),
    "candidates": _("预警研判"),
    "verifications": _("核实任务"),
    "objections": _("异议"),
    "rules": _("筛查规则"),
    "screening": _("筛查"),
    "focus": _("重点青少年"),
    "plans": _("帮扶方案"),
    "teams": _("专班"),
    "tiers": _("分级干预"),
    "visits": _("走访"),
    "outcomes": _("帮扶成效"),
    "figures": _("统计"),
    "reports": _("统计报告"),
}
"""The first part of an action's code is what it was about; the code beside it says the rest."""


def action_title(code: str) -> str | Promise:
    """What an action was about, in words; the code itself where nobody has worded it."""
    return AREAS.get(code.partition(".")[0], code)


def actor_names() -> dict[str, str]:
    """`user:ID` → name and user name of every account, in one query."""
    people = User.objects.values_list("pk", "name", "username")
    return {f"user:{pk}": f"{name}（{username}）" for pk, name, username in people}


def told_detail(detail: dict[str, Any]) -> str:
    return "，".join(f"{key}={value}" for key, value in detail.items())


PATTERNS: dict[Kind, str | Promise] = {
    Kind.MANY: _("%(who)s在%(day)s查阅了 %(children)s 名儿童，%(usual)s。"),
    Kind.FAMILY_NAME: _(
        "%(who)s查阅的 %(of)s 名儿童里有 %(children)s 名与本人同姓，所占比例明显高于全体查阅情况。"
    ),
    Kind.ONE_VILLAGE: _("%(who)s查阅的 %(of)s 名儿童里有 %(children)s 名在同一个村（社区）：%(village)s。"),
    Kind.NIGHT: _("%(who)s在夜间（22 时至 6 时）查阅了 %(children)s 名儿童，共 %(nights)s 个夜晚。"),
    Kind.DUTY_ENDED: _("%(who)s有一项职责在%(ended)s结束，之后又查阅了任职时查阅过的 %(children)s 名儿童。"),
    Kind.BEFORE_THE_END: _(
        "%(who)s有一项职责在%(ended)s结束，此前 7 天查阅了 %(children)s 名儿童，平时每周 %(usual)s 名。"
    ),
    Kind.GLASS: _("%(who)s用了 %(times)s 次紧急查阅，打开了 %(children)s 名儿童的档案。"),
    Kind.REFUSALS: _("%(who)s有 %(refusals)s 次操作被拒绝，分布在 %(days)s 天。"),
}
SIGN_IN = "system:sign-in"


def told_pattern(found: Pattern, names: Mapping[str, str]) -> str:
    """A pattern in one sentence: who, how many, and nothing on why."""
    if found.kind == Kind.REFUSALS and found.actor == SIGN_IN:
        return gettext("有 %(refusals)s 次登录未成功，分布在 %(days)s 天。") % found.numbers
    said = dict(found.numbers, who=names.get(found.actor, found.actor))
    if found.kind == Kind.MANY:
        usual = said["usual"]
        said["usual"] = (
            gettext("平时一天 %(n)s 名") % {"n": usual} if usual else gettext("平时查阅很少，没有可比的天数")
        )
    if found.kind == Kind.ONE_VILLAGE:
        said["village"] = (
            Area.objects.filter(code=said["village"]).values_list("name", flat=True).first()
            or said["village"]
        )
    return str(PATTERNS[found.kind]) % said
