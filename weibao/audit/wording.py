"""The log in words: what an action's code means, and who an actor is."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weibao.access.models import User

AREAS: dict[str, str | Promise] = {
    "session": _("登录"),
    "county": _("本县初始化"),
    "users": _("账号"),
    "duties": _("职责"),
    "units": _("单位"),
    "audit": _("操作记录"),
    "lists": _("列表"),
    "page": _("打开页面"),
    "fetch": _("打开记录"),
    "feeds": _("数据归集"),
    "links": _("关联核对"),
    "children": _("儿童档案"),
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
