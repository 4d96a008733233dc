"""How many children of each sex, town and kind of household came up, so that unequal picking shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from weibao.access.models import User
from weibao.candidates.models import ScreeningRun, Track
from weibao.people.models import Child
from weibao.places.models import COUNTY_CODE, Area, Level
from weibao.screening import GroupRates, RuleSet, Screening, group_rates

GROUPINGS = ("sex", "town", "household_kind")
NOT_REGISTERED, SEVERAL, UNKNOWN = "未登记困境或留守", "多类登记", "未填"
Groups = dict[str, dict[str, dict[str, list[int]]]]


def counts_by_group(screening: Screening, rules: RuleSet) -> Groups:
    """Track → grouping → group → [children that go to review, children]."""
    hits = {
        (child, track)
        for child, track, level in zip(
            *(screening.candidates[name].to_pylist() for name in ("child_id", "track", "level")), strict=True
        )
        if rules.goes_to_review(level)
    }
    members: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str, str]] = Counter()
    for child, groups in groups_of_children():
        for grouping, group in zip(GROUPINGS, groups, strict=True):
            members[grouping, group] += 1
            for track in Track.values:
                found[track, grouping, group] += (child, track) in hits
    counted: Groups = {track: {grouping: {} for grouping in GROUPINGS} for track in Track.values}
    for track in Track.values:
        for (grouping, group), number in members.items():
            counted[track][grouping][group] = [found[track, grouping, group], number]
    return counted


def groups_of_children() -> Iterator[tuple[int, tuple[str, str, str]]]:
    rows = Child.objects.kept().order_by("pk").values_list("pk", "sex", "town", "categories")
    for child, sex, town, categories in rows.iterator(chunk_size=20_000):
        yield child, (sex or UNKNOWN, town or UNKNOWN, household_kind(categories))


def household_kind(categories: str) -> str:
    """The one registered category of a child's household; groups must not overlap."""
    if not categories:
        return NOT_REGISTERED
    return SEVERAL if "；" in categories else categories


def towns_elsewhere(user: User) -> set[str]:
    """The names of towns of counties in which the user has no duty."""
    own = {duty.area_id[:COUNTY_CODE] for duty in user.active_duties}
    towns = Area.objects.filter(level=Level.TOWN).values_list("code", "name")
    here = {name for code, name in towns if code[:COUNTY_CODE] in own}
    return {name for _code, name in towns} - here


def rates(run: ScreeningRun, *, besides: Collection[str] = ()) -> dict[str, list[GroupRates]]:
    """Track → the comparison of each grouping, with its warnings; `besides` are left out."""
    compared: dict[str, list[GroupRates]] = {}
    for track, label in Track.choices:
        compared[track] = [
            group_rates(
                grouping,
                {group: members for group, (_hits, members) in groups.items() if group not in besides},
                {group: hits for group, (hits, _members) in groups.items() if group not in besides},
                f"进入{label}线研判的比率",
            )
            for grouping, groups in run.groups.get(track, {}).items()
        ]
    return compared
