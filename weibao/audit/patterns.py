"""Patterns in who opened whose file that are worth a question. None is an accusation: most have a reason in the work.

A pure module: facts in, patterns out. `weibao.audit.watching` gathers the facts, `wording` says them in sentences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

NIGHT = (22, 6)
"""From 22:00 to 6:00, local time."""
ENTRIES_SHOWN = 50


class Kind(StrEnum):
    MANY = "many"
    FAMILY_NAME = "family_name"
    ONE_VILLAGE = "one_village"
    NIGHT = "night"
    DUTY_ENDED = "duty_ended"
    BEFORE_THE_END = "before_the_end"
    REFUSALS = "refusals"
    GLASS = "glass"


@dataclass(frozen=True)
class Opening:
    """A person opened something of a child: its file, a candidate, a masked field."""

    number: int
    """Of the entry."""
    at: datetime
    """Local time."""
    actor: str
    child: int
    emergency: bool = False
    """Whether by break-glass (紧急查阅)."""


@dataclass(frozen=True)
class Refusal:
    number: int
    at: datetime
    actor: str


@dataclass(frozen=True)
class Child:
    """What of a child a pattern needs."""

    surname: str = ""
    village: str = ""
    """The code of its village; empty where it is not known."""


@dataclass(frozen=True)
class Person:
    surname: str = ""
    villages: frozenset[str] = frozenset()
    """The villages that are his work (duties over just a village): reading there is what he is there for."""
    ended: tuple[datetime, ...] = ()
    """When duties of his that gave access to children ended; local time."""


@dataclass(frozen=True)
class Bounds:
    """From when on something is worth a question."""

    many_a_day: int = 20
    """Children on one day that are never too many …"""
    times_usual: int = 3
    """… and how many times his own usual day it must be."""
    usual_days: int = 5
    """So many other days are needed to speak of somebody's usual day …"""
    many_without_usual: int = 50
    """… else so many children on one day are."""
    same: int = 5
    """Children of one's own family name, or of one village …"""
    times_share: int = 3
    """… whose share is so many times that among all that were opened, for names,"""
    share: float = 0.6
    """… or this part of all he opened, for a village."""
    at_night: int = 3
    before_the_end: timedelta = timedelta(days=7)
    refusals: int = 10


@dataclass(frozen=True)
class Facts:
    """since: what is looked at begins there; what was before serves to know what is usual."""

    since: datetime
    openings: Sequence[Opening]
    refusals: Sequence[Refusal] = ()
    people: Mapping[str, Person] = field(default_factory=dict)
    children: Mapping[int, Child] = field(default_factory=dict)

    def by_actor(self, *, since: datetime | None = None) -> dict[str, list[Opening]]:
        found: dict[str, list[Opening]] = defaultdict(list)
        for one in self.openings:
            if since is None or one.at >= since:
                found[one.actor].append(one)
        return found


@dataclass(frozen=True)
class Pattern:
    kind: Kind
    actor: str
    numbers: Mapping[str, int | str]
    entries: tuple[int, ...]
    """Numbers of the entries to look at, the latest first; at most `ENTRIES_SHOWN`."""


def patterns_in(facts: Facts, bounds: Bounds = Bounds()) -> list[Pattern]:
    """All patterns, by person."""
    found = [one for look in LOOKS for one in look(facts, bounds)]
    return sorted(found, key=lambda one: (one.actor, one.kind, -max(one.entries)))


def pattern(kind: Kind, actor: str, seen: Iterable[Opening | Refusal], **numbers: int | str) -> Pattern:
    entries = sorted((one.number for one in seen), reverse=True)
    return Pattern(kind, actor, numbers, tuple(entries[:ENTRIES_SHOWN]))


def many_files(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    """A day on which somebody opened far more files than on his other days."""
    for actor, openings in facts.by_actor().items():
        days: dict[date, list[Opening]] = defaultdict(list)
        for one in openings:
            days[one.at.date()].append(one)
        counts = {day: children_in(seen) for day, seen in days.items()}
        for day, count in counts.items():
            others = [other for when, other in counts.items() if when != day]
            usual = int(median(others)) if len(others) >= bounds.usual_days else 0
            bound = max(bounds.many_a_day, usual * bounds.times_usual) if usual else bounds.many_without_usual
            if day >= facts.since.date() and count >= bound:
                yield pattern(Kind.MANY, actor, days[day], day=day.isoformat(), children=count, usual=usual)


def own_family_name(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    """Somebody who opened children of his own family name far more often than all readers together did."""
    recent = facts.by_actor(since=facts.since)
    everyone = Counter(facts.children.get(child, Child()).surname for child in opened(recent))
    for actor, openings in recent.items():
        surname = facts.people.get(actor, Person()).surname
        same = [
            one for one in openings if surname and facts.children.get(one.child, Child()).surname == surname
        ]
        mine, of = children_in(same), children_in(openings)
        common = everyone[surname] / max(1, everyone.total())
        if mine >= bounds.same and mine / of >= min(1.0, common * bounds.times_share):
            yield pattern(Kind.FAMILY_NAME, actor, same, children=mine, of=of)


def one_village(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    """Somebody whose work is wider, but who opened mostly children of one village."""
    for actor, openings in facts.by_actor(since=facts.since).items():
        of = children_in(openings)
        by_village: dict[str, list[Opening]] = defaultdict(list)
        for one in openings:
            by_village[facts.children.get(one.child, Child()).village].append(one)
        own = facts.people.get(actor, Person()).villages
        for village, seen in by_village.items():
            count = children_in(seen)
            if village and village not in own and count >= bounds.same and count / of >= bounds.share:
                yield pattern(Kind.ONE_VILLAGE, actor, seen, village=village, children=count, of=of)


def at_night(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    evening, morning = NIGHT
    for actor, openings in facts.by_actor(since=facts.since).items():
        seen = [one for one in openings if one.at.hour >= evening or one.at.hour < morning]
        if children_in(seen) >= bounds.at_night:
            nights = {(one.at - timedelta(hours=morning)).date() for one in seen}
            yield pattern(Kind.NIGHT, actor, seen, children=children_in(seen), nights=len(nights))


def after_a_duty_ended(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    """After a transfer: somebody opened again children whom he had opened under a duty that has ended since."""
    for actor, openings in facts.by_actor().items():
        for ended in facts.people.get(actor, Person()).ended:
            before = {one.child for one in openings if one.at <= ended}
            again = [one for one in openings if one.at > max(ended, facts.since) and one.child in before]
            if again:
                yield pattern(
                    Kind.DUTY_ENDED,
                    actor,
                    again,
                    ended=ended.date().isoformat(),
                    children=children_in(again),
                )


def before_the_end(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    """Just before a duty ended, somebody opened far more files than in a usual week of his."""
    for actor, openings in facts.by_actor().items():
        for ended in facts.people.get(actor, Person()).ended:
            weeks = [ended - bounds.before_the_end * n for n in range(10)]
            counts = [
                children_in(one for one in openings if start < one.at <= end)
                for end, start in pairwise(weeks)
            ]
            usual = int(median(counts[1:]))
            last = [one for one in openings if weeks[1] < one.at <= ended]
            if ended >= facts.since and counts[0] >= max(bounds.many_a_day, usual * bounds.times_usual):
                yield pattern(
                    Kind.BEFORE_THE_END,
                    actor,
                    last,
                    ended=ended.date().isoformat(),
                    children=counts[0],
                    usual=usual,
                )


def many_refusals(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    found: dict[str, list[Refusal]] = defaultdict(list)
    for one in facts.refusals:
        if one.at >= facts.since:
            found[one.actor].append(one)
    for actor, seen in found.items():
        if len(seen) >= bounds.refusals:
            yield pattern(
                Kind.REFUSALS, actor, seen, refusals=len(seen), days=len({one.at.date() for one in seen})
            )


def broken_glass(facts: Facts, bounds: Bounds) -> Iterator[Pattern]:
    """Every use of break-glass is worth a look, be it one."""
    for actor, openings in facts.by_actor(since=facts.since).items():
        seen = [one for one in openings if one.emergency]
        if seen:
            yield pattern(Kind.GLASS, actor, seen, times=len(seen), children=children_in(seen))


LOOKS: tuple[Callable[[Facts, Bounds], Iterator[Pattern]], ...] = (
    many_files,
    own_family_name,
    one_village,
    at_night,
    after_a_duty_ended,
    before_the_end,
    many_refusals,
    broken_glass,
)


def children_in(openings: Iterable[Opening]) -> int:
    return len({one.child for one in openings})


def opened(by_actor: Mapping[str, Iterable[Opening]]) -> set[int]:
    return {one.child for openings in by_actor.values() for one in openings}
