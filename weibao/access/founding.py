"""The first day of a county: its areas, its member units, and the two administrators who open everything else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import ProtectedError

from weibao.access.departments import departments
from weibao.access.models import Unit, UnitKind
from weibao.access.services import grant_duty, open_account
from weibao.audit.services import Actor, act
from weibao.places.divisions import Division
from weibao.places.models import UNSET_COUNTY, Area, Level
from weibao.places.services import ensure_county, name_county

FIRST_ACCOUNTS = (
    ("system-admin", "系统管理员", "system_admin", "开设账号、维护单位"),
    ("security-admin", "安全管理员", "security_admin", "授予和收回职责"),
)
_COMMITTEE = re.compile(r"(村民委员会|居民委员会|村委会|居委会)$")


class CountyRefused(Exception):
    """The folder can't become this county; the message says why and what to do."""


@dataclass(frozen=True)
class Founded:
    county: Area
    towns: int
    villages: int
    units: int
    passwords: dict[str, str] = field(default_factory=dict)
    """User name → password, good for one sign-in and kept nowhere; empty where the county was there before."""


def found_county(*, actor: Actor, division: Division) -> Founded:
    """Make this data folder that county, with its towns, villages, member units and first two accounts.

    A second time with the same county changes nothing.

    Raises:
        CountyRefused: the folder is another county's, a demonstration's, or holds data that belong to no county.
    """
    if settings.DEMO_MARK.exists():
        raise CountyRefused("这是演示数据目录，不能用作正式县。请用 WEIBAO_DATA_DIR 指定另一个目录。")
    present = ensure_county()
    if present.code == division.code:
        return counted(present)
    if present.code != UNSET_COUNTY:
        raise CountyRefused(
            f"这个数据目录已经是{present.name}（{present.code}），不能再改为{division.name}。"
            "请用 WEIBAO_DATA_DIR 指定另一个目录。"
        )
    with act(actor, "county.found", ability="units.manage") as log:
        parts = [*division.towns, *((code, village_name(name)) for code, name in division.villages)]
        try:
            county = name_county(division.code, division.name, parts)
        except ProtectedError:
            raise CountyRefused(
                "这个数据目录在初始化之前已经导入过数据。请用 WEIBAO_DATA_DIR 指定一个空目录。"
            ) from None
        create_member_units(county)
        create_place_units(county, dict(division.villages))
        passwords = {}
        centre = Unit.objects.get(name=departments()[0].called(county.name))
        for username, name, duty, purpose in FIRST_ACCOUNTS:
            user, passwords[username] = open_account(actor=actor, username=username, name=name, unit=centre)
            grant_duty(actor=actor, user=user, kind=duty, unit=centre, area=county, purpose=purpose)
        log.note(county=county.code)
    return counted(county, passwords)


def counted(county: Area, passwords: dict[str, str] | None = None) -> Founded:
    areas = Area.objects.values_list("level", flat=True)
    return Founded(
        county,
        towns=sum(level == Level.TOWN for level in areas),
        villages=sum(level == Level.VILLAGE for level in areas),
        units=Unit.objects.count(),
        passwords=passwords or {},
    )


def village_name(official: str) -> str:
    """A village's short name from that of its committee: 东寨村村民委员会 → 东寨村, 颐和社区居委会 → 颐和社区."""
    found = _COMMITTEE.search(official)
    if not found:
        return official
    name = official[: found.start()]
    if name.endswith(("村", "社区", "嘎查")):
        return name
    return name + ("村" if found[0].startswith("村") else "社区")


def create_member_units(county: Area) -> None:
    """The 51 member units."""
    Unit.objects.bulk_create(
        Unit(
            name=one.called(county.name),
            short_name=one.short,
            kind=one.kind,
            authority=one.authority,
            area=county,
        )
        for one in departments()
    )


def create_place_units(county: Area, committees: dict[str, str] | None = None) -> None:
    """A unit for each town and each village. committees: area code → the committee's own name, where it is known."""
    committees = committees or {}
    governments = {
        town.code: Unit(name=government_of(town.name), short_name=town.name, kind=UnitKind.TOWN, area=town)
        for town in Area.objects.filter(level=Level.TOWN)
    }
    Unit.objects.bulk_create(governments.values())
    villages = []
    for village in Area.objects.filter(level=Level.VILLAGE).select_related("parent"):
        town = governments.get(village.parent_id or "")
        own = committees.get(village.code, village.name)
        name = f"{town.short_name}{own}" if town else own
        villages.append(
            Unit(name=name, short_name=village.name, kind=UnitKind.VILLAGE, area=village, parent=town)
        )
    borne = Counter(unit.name for unit in villages)
    for unit in villages:
        if borne[unit.name] > 1:
            unit.name += f"（{unit.area_id}）"
    Unit.objects.bulk_create(villages)


def government_of(town: str) -> str:
    """The office that governs a town: 沙河镇 → 沙河镇人民政府, 城关街道 → 城关街道办事处."""
    if town.endswith("办事处"):
        return town
    return f"{town}办事处" if town.endswith("街道") else f"{town}人民政府"
