"""Who works in the demonstration county: schools, police stations, and a user for every demonstration duty.

One password for all, so that a visitor can look at the county through every duty; production starts refuse these accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from weibao.access.founding import create_member_units, create_place_units, government_of
from weibao.access.models import DutyAssignment, Unit, UnitKind, User
from weibao.access.startup import DEMONSTRATION_PREFIX
from weibao.audit.services import CONSOLE, act
from weibao.fiction.places import COUNTY_CODE, COUNTY_NAME, SCHOOLS, TOWNS, Town
from weibao.fiction.population import Child
from weibao.places.models import Area
from weibao.places.services import name_county

PASSWORD = "yunling-demo-2025"  # noqa: S105 - public on purpose, good only in a demonstration
PURPOSE = "演示"


@dataclass(frozen=True)
class Post:
    """One demonstration user: a duty held in a unit over an area."""

    username: str
    name: str
    duty: str
    unit: str
    area: str = COUNTY_CODE


COUNTY_POSTS = (
    Post("coordinator", "周统筹", "coordinator", f"{COUNTY_NAME}综治中心"),
    Post("analyst", "林研判", "analyst", f"{COUNTY_NAME}综治中心"),
    Post("reviewer", "沈审核", "reviewer", f"{COUNTY_NAME}综治中心"),
    Post("liaison", "方联络", "liaison", f"{COUNTY_NAME}民政局"),
    Post("education", "贺教育", "education_office", f"{COUNTY_NAME}教育局"),
    Post("procurator", "陆检察", "procuratorate", f"{COUNTY_NAME}人民检察院"),
    Post("judge", "程法官", "court", f"{COUNTY_NAME}人民法院"),
    Post("leader", "高领导", "leader", f"{COUNTY_NAME}人民政府办公室"),
    Post("auditor", "严审计", "auditor", f"中共{COUNTY_NAME}委网络安全和信息化委员会办公室"),
    Post("system", "石系统", "system_admin", f"{COUNTY_NAME}综治中心"),
    Post("security", "安安全", "security_admin", f"中共{COUNTY_NAME}委政法委员会"),
)


def create_county() -> None:
    """Areas and units: the 51 member units, towns, villages, schools, police stations."""
    with act(CONSOLE, "county.found", ability="units.manage") as log:
        parts = [(town.code, town.name) for town in TOWNS]
        parts += [(village.code, village.name) for town in TOWNS for village in town.villages]
        county = name_county(COUNTY_CODE, COUNTY_NAME, parts)
        create_member_units(county)
        create_place_units(county)
        towns = {area.name: area for area in Area.objects.filter(parent=county)}
        by_name = {unit.name: unit for unit in Unit.objects.filter(area=county)}
        education, police = by_name[f"{COUNTY_NAME}教育局"], by_name[f"{COUNTY_NAME}公安局"]
        Unit.objects.bulk_create(
            Unit(name=one.name, kind=UnitKind.SCHOOL, area=towns[one.town], parent=education)
            for one in SCHOOLS
        )
        Unit.objects.bulk_create(
            Unit(
                name=station_of(town.short_name),
                kind=UnitKind.DEPARTMENT,
                area=towns[town.name],
                parent=police,
            )
            for town in TOWNS
        )
        log.note(county=county.code)


def station_of(town: str) -> str:
    return f"{town}派出所"


def posts(doing: Mapping[str, Child]) -> list[Post]:
    """Everybody who works in the county. Of several like posts the first, without a number, is where a visitor finds
    something to do: in the town, village or school of the child that `doing` names for it."""

    def towns(post: str) -> Iterator[tuple[str, Town]]:
        here = doing[post].household.town
        for number, town in enumerate(sorted(TOWNS, key=lambda town: town.code != here.code), 1):
            yield numbered(post, number), town

    found = list(COUNTY_POSTS)
    for username, town in towns("town"):
        found.append(
            Post(
                username,
                f"{town.short_name}未保专干",
                "township_officer",
                government_of(town.name),
                town.code,
            )
        )
    for username, town in towns("lead"):
        found.append(
            Post(username, f"{town.short_name}专班负责人", "plan_lead", government_of(town.name), town.code)
        )
    for username, town in towns("team"):
        found.append(
            Post(username, f"{town.short_name}社工", "team_member", government_of(town.name), town.code)
        )
    for username, town in towns("police"):
        found.append(
            Post(username, f"{town.short_name}民警", "police", station_of(town.short_name), town.code)
        )
    for username, town in towns("village"):
        home = doing["village"].household
        village = home.village if town.code == home.town.code else town.villages[0]
        unit = f"{town.name}{village.name}"
        found.append(Post(username, f"{village.name}儿童主任", "children_officer", unit, village.code))
    codes = {town.name: town.code for town in TOWNS}
    for number, one in enumerate(sorted(SCHOOLS, key=lambda one: one != doing["school"].school), 1):
        found.append(
            Post(numbered("school", number), f"{one.name}专干", "school_office", one.name, codes[one.town])
        )
    return found


def numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def create_users(everybody: Iterable[Post]) -> None:
    """Open the accounts and grant the duties. At once, not one by one: hashing a password is slow by design."""
    everybody = list(everybody)
    units = {unit.name: unit for unit in Unit.objects.all()}
    with act(CONSOLE, "users.open", ability="users.manage") as log:
        password = make_password(PASSWORD)
        users = User.objects.bulk_create(
            User(
                username=DEMONSTRATION_PREFIX + post.username,
                name=post.name,
                unit=units[post.unit],
                password=password,
            )
            for post in everybody
        )
        log.note(accounts=len(users))
    with act(CONSOLE, "duties.grant", ability="duties.grant", purpose=PURPOSE) as log:
        DutyAssignment.objects.bulk_create(
            DutyAssignment(
                user=user, kind=post.duty, unit=units[post.unit], area_id=post.area, purpose=PURPOSE
            )
            for user, post in zip(users, everybody, strict=True)
        )
        log.note(duties=len(users))


def user_of(post: str) -> User:
    """The user of a post, by its user name without the prefix."""
    return User.objects.select_related("unit").get(username=DEMONSTRATION_PREFIX + post)


def signing_in() -> list[tuple[str, str, str]]:
    """(user name, duty, unit) of one user for each duty, in the order of the posts."""
    duties = DutyAssignment.objects.select_related("user", "unit").order_by("pk")
    first: dict[str, tuple[str, str, str]] = {}
    for duty in duties:
        first.setdefault(duty.kind, (duty.user.username, str(duty.get_kind_display()), duty.unit.name))
    return list(first.values())
