"""The navigation: what stands on the left, in the order of the work, each entry for those whose duties open it."""

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
    Section("", (Entry(_("儿童档案"), "people:list", icon="users", ability="children.view"),)),
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
            Entry(_("操作记录"), "access:log", icon="list-search", ability="audit.read"),
        ),
    ),
)


@dataclass(frozen=True)
class Shown:
    title: str | Promise
    entries: list[tuple[Entry, str, bool]]
    """(entry, address, whether it is the current page)"""


def navigation_for(user: User, path: str) -> list[Shown]:
    """The sections that the user's duties open, with the entry of the current page marked."""
    sections = []
    for section in NAVIGATION:
        entries = [
            (entry, address_of(entry.route))
            for entry in section.entries
            if not entry.ability or user.holds(entry.ability)
        ]
        reached = [(entry, address) for entry, address in entries if address]
        if reached:
            sections.append(Shown(section.title, [(e, a, is_current(a, path)) for e, a in reached]))
    return sections


def address_of(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def is_current(address: str, path: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
