"""Carries the demonstration county on from its told year to today, so that its offices have something to do.

What the year began is brought to its end; a few are still in focus. A second delivery tells of what happened since, and the
acts of the last weeks leave work for everybody: candidates, questions to towns, entries, plans and visits that wait.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from weibao.fiction import phrases
from weibao.fiction.choosing import HIGH, day_of, hard_to_link, serious_misconduct
from weibao.fiction.delivery import Delivery
from weibao.fiction.happenings import Row
from weibao.fiction.helping import Helper
from weibao.fiction.history import (
    BEHAVIOUR,
    PROTECTION,
    Act,
    ConfirmFocus,
    FormTeam,
    LawItem,
    OpenTier,
    RenewFocus,
    Year,
)
from weibao.fiction.population import Child
from weibao.fiction.standing import REVIEWED, Standing

LOOKS_BACK = (70, 10, 0)
"""How many days ago the county was screened, today included."""
STILL_IN_FOCUS = 3
YOUNGEST = 8
"""Who is acted for lately is old enough for what the sentences say."""


@dataclass(slots=True)
class Since:
    """The acts since the year, in order, and the screenings among them; what waits is named by person ids."""

    screened_on: tuple[dt.date, ...]
    acts: tuple[Act, ...] = field(repr=False)
    still_in_focus: tuple[int, ...] = ()
    visited: tuple[int, ...] = ()
    """New in focus, with a plan in force; the last one's visit of the month before was not made."""
    tracked: tuple[int, ...] = ()
    """Of those, under corrective education that ends soon."""
    to_plan: tuple[int, ...] = ()
    to_second: tuple[int, ...] = ()
    to_propose: tuple[int, ...] = ()
    to_pair: tuple[int, ...] = ()
    to_track: tuple[int, ...] = ()
    """At no school: the police are asked, not a school."""
    pairing_ends: tuple[int, ...] = ()
    asked: tuple[int, ...] = ()


def make_since(year: Year, told: Delivery, latest: Delivery, today: dt.date) -> Since:
    """What happened after the year that `told` carries, up to today; `latest` is the delivery of today's month.

    The same arguments give the same acts. Where few children have been reported of lately, fewer are acted for.
    """
    return _Teller(year, told, latest, today).tell()


class _Teller:
    def __init__(self, year: Year, told: Delivery, latest: Delivery, today: dt.date) -> None:
        self._year, self._today = year, today
        self._next_year = year.year + 1
        chance = random.Random(f"{told.county.seed}/since/{today}")  # noqa: S311 - a fiction, not a secret
        # What is told for later than today is left out, never moved to today.
        self._helper = Helper(told.county.name, today + dt.timedelta(days=400), chance)
        self._then = {child.person_id: child for child in told.county.children}
        self._now = {child.person_id: child for child in latest.county.children}
        # Until the end of January the reports of the told year's last term still count beside the new ones.
        days = [today - dt.timedelta(days=back) for back in LOOKS_BACK]
        days = [day for day in days if day >= dt.date(self._next_year, 2, 1) or day == today]
        old, new = told.accepted_rows(), latest.accepted_rows()
        self._rows = [row for row in old + new if row.feed in ("police", "judicial")]

        def rows_on(day: dt.date) -> list[Row]:
            reported = day >= latest.as_of.replace(day=1)
            past = [row for row in old if row.feed not in ("education", "civil_affairs")]
            return past + [row for row in new if row.feed != "education" or reported]

        self._standing = Standing(days, rows_on)
        occupied = {act.person_id for act in year.acts}
        unsound = hard_to_link(told) | hard_to_link(latest) | _not_taken_in(latest)
        of_age_soon = {
            p for p, child in self._now.items() if child.age_on(today + dt.timedelta(days=400)) >= 18
        }
        self._free = [p for p in sorted(self._now) if p not in occupied | unsound | of_age_soon]
        self._acts: list[Act] = []

    def tell(self) -> Since:
        since = Since(self._standing.days, (), still_in_focus=self._remaining())
        self._end_the_year(since.still_in_focus)
        long_ago, lately, _today = (self._today - dt.timedelta(days=back) for back in LOOKS_BACK)
        if long_ago in self._standing.days:
            since.tracked = self._take(
                1, long_ago, BEHAVIOUR, HIGH, lambda p: bool(self._serious(p, long_ago))
            )
            since.visited = since.tracked + self._take(2, long_ago, PROTECTION, HIGH)
            since.pairing_ends = self._take_misconduct(2, long_ago)
            self._tell_long_ago(since, long_ago)
        if lately in self._standing.days:
            since.to_track = self._take(1, lately, BEHAVIOUR, able=lambda p: self._now[p].school is None)
            since.to_plan = self._take(1, lately, BEHAVIOUR, HIGH) + self._take(1, lately, PROTECTION, HIGH)
            since.to_second = self._take(2, lately, PROTECTION, HIGH)
            since.to_propose = self._take(1, lately, PROTECTION, HIGH)
            since.to_pair = self._take(3, lately, BEHAVIOUR, able=self._at_school)
            since.asked = self._take(5, lately, PROTECTION)
            self._tell_lately(since, lately)
        self._acts.sort(key=lambda act: act.on)
        since.acts = tuple(act for act in self._acts if self._year_over(act.on) and act.on <= self._today)
        return since

    def _year_over(self, day: dt.date) -> bool:
        return day.year > self._year.year

    def _take(
        self,
        count: int,
        day: dt.date,
        track: str,
        least: int = REVIEWED,
        able: Callable[[int], bool] = lambda person: True,
    ) -> tuple[int, ...]:
        """Free children whose track a reviewer can decide after that day's screening, and who stand the same up to today."""
        later = [d for d in self._standing.days if d >= day]

        def stays(person: int) -> bool:
            first = self._standing.finding(person, track, day)
            return all(self._standing.finding(person, track, d) == first for d in later)

        return self._occupy(
            count, lambda p: self._standing.decidable(p, track, day, least) and stays(p) and able(p)
        )

    def _take_misconduct(self, count: int, day: dt.date) -> tuple[int, ...]:
        """Free pupils of whose misconduct a school knew by that day, without a reviewer having to see it."""
        points = self._standing.points
        days = self._standing.days
        return self._occupy(
            count,
            lambda p: (
                self._at_school(p, day)
                and all(points(p, track, d) < REVIEWED for d in days for track in (PROTECTION, BEHAVIOUR))
            ),
        )

    def _occupy(self, count: int, able: Callable[[int], bool]) -> tuple[int, ...]:
        found = [p for p in self._free if self._now[p].age_on(self._today) >= YOUNGEST and able(p)][:count]
        self._free = [p for p in self._free if p not in found]
        return tuple(found)

    def _at_school(self, person: int, day: dt.date | None = None) -> bool:
        return self._now[person].school is not None and bool(self._misconduct(person, day))

    def _misconduct(self, person: int, day: dt.date | None = None) -> tuple[LawItem, ...]:
        """The statutory words for a child's misconduct by the rules that fired on a screening day (today)."""
        finding = self._standing.finding(person, BEHAVIOUR, day or self._today)
        rules = finding.rules if finding else ()
        return tuple(item for rule, item in phrases.MISCONDUCT.items() if rule in rules)

    def _serious(self, person: int, day: dt.date) -> tuple[LawItem, ...]:
        """The statutory words for the child's own acts that were reported up to a day."""
        rows = [row for row in self._rows if row.person_id == person]
        return serious_misconduct(row for row in rows if day_of(row) <= day)

    # -- what the year began

    def _remaining(self) -> tuple[int, ...]:
        """The youngest of the second tier, who are helped on."""
        people = [p for p in self._year.tiers[2] if p in self._now and p not in self._year.entered_employment]
        return tuple(sorted(people, key=lambda p: self._then[p].birth_date, reverse=True)[:STILL_IN_FOCUS])

    def _end_the_year(self, remaining: tuple[int, ...]) -> None:
        helper, year = self._helper, self._next_year
        january = dt.date(year, 1, 12)
        for act in self._year.acts:
            child = self._then[act.person_id]
            if isinstance(act, OpenTier) and act.tier == 1:
                self._acts.append(helper.close(child, helper.after(january, 5, 9), 1, school=act.unit))
            elif isinstance(act, OpenTier) and act.tier == 2:
                self._acts.append(helper.close(child, helper.after(dt.date(year, 3, 23), 0, 7), 2))
            elif isinstance(act, FormTeam) and act.person_id not in remaining:
                self._acts.append(helper.visit(child, helper.after(january, 0, 3)))
                self._acts.append(helper.release(child, helper.after(january, 11, 17)))
            elif isinstance(act, FormTeam):
                self._acts += self._helped_on(child)

    def _helped_on(self, child: Child) -> Iterator[Act]:
        """Visits each month up to the last whole one, renewals while the child is a minor, the plan extended."""
        helper, year = self._helper, self._next_year
        last = self._today.replace(day=1) - dt.timedelta(days=1)
        while year <= self._today.year and child.age_on(dt.date(year, 12, 31)) < 18:
            yield helper.extend(child, helper.working_day(dt.date(year, 1, 26)), dt.date(year + 1, 1, 31))
            yield from helper.visits(child, dt.date(year, 1, 1), min(dt.date(year, 12, 1), last))
            year += 1
        yield from self._renewals(child, dt.date(year - 1, 12, 31))

    def _renewals(self, child: Child, until: dt.date) -> Iterator[Act]:
        """Each in the last days of the six months that run."""
        own = [act for act in self._year.acts if act.person_id == child.person_id]
        entered = next(act.on for act in own if isinstance(act, ConfirmFocus))
        months = 12 if any(isinstance(act, RenewFocus) for act in own) else 6
        while (ends := _months_after(entered, months)) <= until:
            yield self._helper.renew(child, self._helper.working_day(ends - dt.timedelta(days=12)))
            months += 6

    # -- the last weeks

    def _ago(self, days: int) -> dt.date:
        return self._helper.working_day(self._today - dt.timedelta(days=days))

    def _tell_long_ago(self, since: Since, day: dt.date) -> None:
        helper, ago = self._helper, self._ago
        begun = ago(57)
        for place, person in enumerate(since.visited):
            child, track = self._now[person], self._track(person, day)
            self._acts += [
                helper.confirm(child, ago(67), track, "focus"),
                helper.propose(child, ago(64), track),
                helper.enter(child, ago(61)),
                helper.plan(child, begun, track, begun + dt.timedelta(days=180)),
                helper.team(child, begun),
            ]
            if person in since.tracked:
                ends = self._today + dt.timedelta(days=12)
                self._acts.append(helper.track(child, ago(55), self._serious(person, day), ends))
            if place < len(since.visited) - 1:
                self._acts.append(helper.visit(child, helper.working_day(_middle_of_month_after(begun))))
        for person in since.pairing_ends:
            grounds, ends = self._misconduct(person, day), self._today + dt.timedelta(days=10)
            self._acts.append(helper.pair(self._now[person], ago(61), grounds, ends))

    def _tell_lately(self, since: Since, day: dt.date) -> None:
        helper, ago = self._helper, self._ago
        for person in (*since.to_plan, *since.to_second, *since.to_propose):
            child, track = self._now[person], self._track(person, day)
            self._acts.append(helper.confirm(child, ago(7), track, "focus"))
            if person not in since.to_propose:
                self._acts.append(helper.propose(child, ago(4), track))
            if person in since.to_plan:
                self._acts.append(helper.enter(child, ago(2)))
        for person in (*since.to_pair, *since.to_track):
            self._acts.append(helper.confirm(self._now[person], ago(7), BEHAVIOUR, "tier"))
        for place, person in enumerate(since.asked):
            due_on = self._today + dt.timedelta(days=place - 1)
            self._acts.append(helper.ask(self._now[person], ago(7), due_on))
            if place >= len(since.asked) - 2:
                self._acts.append(helper.answer(self._now[person], ago(3)))

    def _track(self, person: int, day: dt.date) -> str:
        return PROTECTION if self._standing.decidable(person, PROTECTION, day) else BEHAVIOUR


def _not_taken_in(delivery: Delivery) -> set[int]:
    """Children who are registered but of whose registrations one was spoilt in writing."""
    written: dict[int, int] = {}
    for row in delivery.accepted_rows():
        if row.feed == "civil_affairs":
            written[row.person_id] = written.get(row.person_id, 0) + 1
    return {
        child.person_id
        for child in delivery.county.children
        if len(child.categories) != written.get(child.person_id, 0)
    }


def _months_after(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, min(day.day, 28))


def _middle_of_month_after(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=12)
