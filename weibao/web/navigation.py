"""The navigation: what stands on the left, in the order of the work, each entry for those whose duties open it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weibao.access.models import User


@dataclass(frozen=True)
class Entry:
    title: str | Promise
    route: str
    icon: str
    ability: str
    """Empty: open to every signed-in person."""


@dataclass(frozen=True)
class Section:
    title: str | Promise
    entries: tuple[Entry, ...]


NAVIGATION = (
    Section("", (Entry(_("工作台"), "workbench", icon="home", ability=""),)),
    Section(
        _("精准干预"),
        (
            Entry(_("预警研判"), "candidates:list", icon="bulb", ability="candidates.view"),
            Entry(
                _("核实任务"), "candidates:verifications", icon="map-search", ability="verifications.answer"
            ),
            Entry(_("重点青少年"), "intervention:focus-list", icon="user-heart", ability="plans.view"),
            Entry(_("帮扶方案"), "intervention:plan-list", icon="clipboard-list", ability="plans.view"),
            Entry(_("分级干预"), "intervention:tier-list", icon="stairs-up", ability="tiers.view"),
            Entry(_("走访任务"), "intervention:visit-list", icon="walk", ability="visits.view"),
        ),
    ),
    Section(
        "",
        (
            Entry(_("儿童档案"), "people:list", icon="users", ability="children.view"),
            Entry(_("查阅申请"), "protection:requests", icon="eye", ability="access.request"),
            Entry(_("查阅申请审批"), "protection:to-decide", icon="check", ability="access.approve"),
            Entry(_("记录封存"), "protection:seals", icon="lock", ability="seals.keep"),
            Entry(_("封存记录查询"), "protection:openings", icon="lock-open", ability="seals.keep"),
        ),
    ),
    Section(
        _("数据归集"),
        (
            Entry(_("报送批次"), "feeds:list", icon="upload", ability="feeds.view"),
            Entry(_("数据类别"), "feeds:definitions", icon="table", ability="feeds.view"),
            Entry(_("我的任务"), "jobs:list", icon="list-details", ability="feeds.import"),
            Entry(_("关联核对"), "people:review", icon="arrows-left-right", ability="links.review"),
            Entry(_("筛查规则"), "candidates:rules", icon="adjustments", ability="rules.view"),
        ),
    ),
    Section("", (Entry(_("统计报告"), "reporting:figures", icon="chart-bar", ability="figures.view"),)),
    Section(
        _("管理"),
        (
            Entry(_("单位"), "access:units", icon="building", ability="units.view"),
            Entry(_("账号与职责"), "access:users", icon="key", ability="users.view"),
            Entry(_("账号"), "access:accounts", icon="user-cog", ability="users.manage"),
            Entry(_("谁能看到"), "protection:sight", icon="eye", ability="sight.view"),
            Entry(_("紧急查阅"), "protection:glass-audit", icon="alert-triangle", ability="audit.read"),
            Entry(_("操作记录"), "access:log", icon="list-search", ability="audit.read"),
        ),
    ),
)


TABS = (
    Entry(_("走访"), "intervention:visit-list", icon="walk", ability="visits.view"),
    Entry(_("上报"), "feeds:upload", icon="upload", ability="feeds.import"),
    Entry(_("档案"), "people:list", icon="users", ability="children.view"),
    Entry(_("统计"), "reporting:figures", icon="chart-bar", ability="figures.view"),
)
"""What may stand on a telephone between 待办 and 我的: the first two that the user's duties open."""


@dataclass(frozen=True)
class Link:
    title: str | Promise
    address: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Shown:
    title: str | Promise
    entries: list[tuple[Entry, str, bool]]
    """(entry, address, whether it is the current page)"""


def navigation_for(user: User, path: str) -> list[Shown]:
    """The sections that the user's duties open, with the entry of the current page marked."""
    reached = [
        (section, [(entry, address_of(entry.route)) for entry in section.entries if opens(user, entry)])
        for section in NAVIGATION
    ]
    addresses = [address for _, entries in reached for _, address in entries if address]
    current = current_of(addresses, path)
    shown = [(section, [(e, a, a == current) for e, a in entries if a]) for section, entries in reached]
    return [Shown(section.title, entries) for section, entries in shown if entries]


def tabs_for(user: User, path: str) -> list[Link]:
    """The bottom bar of a telephone: 待办, up to two of the user's own work, 我的."""
    own = [tab for tab in TABS if opens(user, tab) and address_of(tab.route)][:2]
    tabs = [Entry(_("待办"), "workbench", icon="checklist", ability=""), *own]
    tabs.append(Entry(_("我的"), "me", icon="user", ability=""))
    current = current_of([address_of(tab.route) for tab in tabs], path)
    return [
        Link(tab.title, address_of(tab.route), tab.icon, address_of(tab.route) == current) for tab in tabs
    ]


def opens(user: User, entry: Entry) -> bool:
    return not entry.ability or user.holds(entry.ability)


def address_of(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def current_of(addresses: Iterable[str], path: str) -> str:
    """The address under which the path lies; of several the longest, so that a part is not taken for its whole."""
    under = [a for a in addresses if path == a or (a != "/" and path.startswith(a))]
    return max(under, key=len, default="")
