"""How one child is helped in the invented year: the acts from confirmation to the last visit, in order."""

import datetime as dt
import random
from collections.abc import Iterator

from weibao.fiction import history as h
from weibao.fiction import names, phrases
from weibao.fiction.happenings import Row
from weibao.fiction.places import SPECIALISED_SCHOOL
from weibao.fiction.population import Child

HALF_A_YEAR = 182


class Helper:
    """Tells the acts for one child after another; nothing happens after `until` or at a weekend."""

    def __init__(self, county_name: str, until: dt.date, chance: random.Random) -> None:
        self._county = county_name
        self._until = until
        self._chance = chance
        self._centre = f"{county_name}综治中心"

    def _working_day(self, day: dt.date) -> dt.date:
        day = min(day, self._until)
        while day.weekday() >= 5:
            day += dt.timedelta(days=1 if day + dt.timedelta(days=7 - day.weekday()) <= self._until else -1)
        return day

    def _after(self, day: dt.date, least: int, most: int) -> dt.date:
        return self._working_day(day + dt.timedelta(days=self._chance.randint(least, most)))

    def in_focus(
        self,
        child: Child,
        track: str,
        since: dt.date,
        tier: int | None,
        grounds: tuple[h.LawItem, ...],
        ending: str | None,
    ) -> Iterator[h.Act]:
        """Confirmation, two-person entry, plan, team, tier, visits each month, renewal, and what came of it."""
        chance, person = self._chance, child.person_id
        first = dt.date(self._until.year, 1, 13)
        # A term of specialised education and a search for work both need time before the year is out.
        last = dt.date(self._until.year, 7, 11) if tier == 3 or ending else dt.date(self._until.year, 11, 14)
        confirmed = self._working_day(min(max(since + dt.timedelta(days=8), first), last))
        yield h.ConfirmCandidate(
            on=confirmed, person_id=person, duty="reviewer", unit=self._centre, track=track,
            reason=chance.choice(phrases.CONFIRM), then="focus",
        )  # fmt: skip
        proposed = self._after(confirmed, 1, 3)
        yield h.ProposeFocus(
            on=proposed, person_id=person, duty="reviewer", unit=self._centre, track=track,
            grounds=phrases.GROUNDS[track],
        )  # fmt: skip
        entered = self._after(proposed, 1, 3)
        yield h.ConfirmFocus(
            on=entered, person_id=person, duty="coordinator", unit=self._centre,
            reason=chance.choice(phrases.SECOND_OPINION),
        )  # fmt: skip
        planned = self._after(entered, 2, 6)
        yield self._plan(child, planned, "dropout" if ending == "returned_to_school" else track)
        yield self._team(child, planned)
        if tier == 2:
            yield from self._team_tracked(child, self._after(planned, 1, 5), grounds)
        elif tier == 3:
            yield from self._specialised(child, self._after(planned, 5, 12), grounds)
        yield from self._visits(child, planned)
        renewed = entered + dt.timedelta(days=HALF_A_YEAR - 12)
        if renewed <= self._until:
            yield h.RenewFocus(
                on=self._working_day(renewed), person_id=person, duty="coordinator", unit=self._centre, reason=phrases.RENEW
            )  # fmt: skip
        if ending:
            text = phrases.RETURNED if ending == "returned_to_school" else phrases.EMPLOYED
            day = dt.date(self._until.year, 10, 9) + dt.timedelta(days=chance.randrange(40))
            yield h.RecordOutcome(
                on=self._working_day(day), person_id=person, duty="plan_lead", unit=self._town(child), outcome=ending,
                text=text,
            )  # fmt: skip

    def paired(
        self, child: Child, grounds: tuple[h.LawItem, ...], since: dt.date, candidate: bool
    ) -> Iterator[h.Act]:
        """Confirmation where the child is a candidate, then the school's pairing until the end of the school year."""
        chance, school = self._chance, child.school
        assert school is not None
        day = self._working_day(
            max(since, dt.date(self._until.year, 1, 8)) + dt.timedelta(days=chance.randint(4, 12))
        )
        if candidate:
            yield h.ConfirmCandidate(
                on=day, person_id=child.person_id, duty="reviewer", unit=self._centre, track=h.BEHAVIOUR,
                reason=chance.choice(phrases.CONFIRM), then="tier",
            )  # fmt: skip
            day = self._after(day, 2, 6)
        yield h.OpenTier(
            on=day, person_id=child.person_id, duty="school_office", unit=school.name, tier=1, grounds=grounds,
            measures=tuple(chance.sample(phrases.SCHOOL_MEASURES, 2)), text=phrases.PAIRED,
            until=dt.date(self._until.year + 1, 1, 23), paired_with=self._teacher(),
        )  # fmt: skip

    def declined(self, child: Child, since: dt.date) -> Iterator[h.Act]:
        """A candidate who needs nothing."""
        yield h.DeclineCandidate(
            on=self._working_day(since), person_id=child.person_id, duty="reviewer", unit=self._centre,
            track=h.PROTECTION, reason=self._chance.choice(phrases.DECLINE),
        )  # fmt: skip

    def verified(self, child: Child, answered: bool) -> Iterator[h.Act]:
        """A candidate whom the town is asked to look after; the last ones are still to be answered."""
        town = self._town(child)
        asked = self._working_day(
            self._until - dt.timedelta(days=self._chance.randint(12, 20) if answered else 2)
        )
        yield h.AskToVerify(
            on=asked, person_id=child.person_id, duty="reviewer", unit=self._centre, track=h.PROTECTION,
            asked_unit=town, question=self._chance.choice(phrases.QUESTION), due_on=asked + dt.timedelta(days=5),
        )  # fmt: skip
        if answered:
            yield h.AnswerVerification(
                on=self._after(asked, 1, 4), person_id=child.person_id, duty="township_officer", unit=town,
                track=h.PROTECTION, answer=self._chance.choice(phrases.ANSWER),
            )  # fmt: skip

    def not_prosecuted(self, rows: list[Row]) -> Iterator[h.Act]:
        """The procuratorate's decisions, on their own days."""
        for row in rows:
            yield h.RecordNonProsecution(
                on=row.values["decided_on"], person_id=row.person_id, duty="procuratorate",
                unit=row.values["handling_unit"], case_number=row.values["case_number"],
            )  # fmt: skip

    def _town(self, child: Child) -> str:
        return f"{child.household.town.name}人民政府"

    def _teacher(self) -> str:
        chance = self._chance
        return names.adult_name(chance, names.surname(chance), chance.choice("男女"))

    def _plan(self, child: Child, on: dt.date, kind: str) -> h.DraftPlan:
        until = dt.date(self._until.year + 1, 1, 31)
        chosen = self._chance.sample(range(len(phrases.MEASURES)), 4)
        return h.DraftPlan(
            on=on, person_id=child.person_id, duty="plan_lead", unit=self._town(child),
            situation=phrases.SITUATION[kind],
            goals=tuple(
                h.Goal(text, min(on + dt.timedelta(days=90 * (1 + i)), until))
                for i, text in enumerate(phrases.GOALS[kind])
            ),
            measures=tuple(h.PlannedMeasure(*phrases.MEASURES[i], until) for i in sorted(chosen)),
            until=until,
        )  # fmt: skip

    def _team(self, child: Child, on: dt.date) -> h.FormTeam:
        tasks = {duty: text for text, duty in phrases.MEASURES}
        people = {
            duty: child.guardian[0] if duty == "guardian" else self._teacher() for duty in h.CARE_DUTIES
        }
        return h.FormTeam(
            on=on, person_id=child.person_id, duty="plan_lead", unit=self._town(child),
            members=tuple(h.Member(duty, name, tasks[duty]) for duty, name in people.items()),
        )  # fmt: skip

    def _team_tracked(self, child: Child, on: dt.date, grounds: tuple[h.LawItem, ...]) -> Iterator[h.Act]:
        yield h.OpenTier(
            on=on, person_id=child.person_id, duty="police", unit=f"{child.household.town.short_name}派出所", tier=2,
            grounds=grounds, measures=tuple(self._chance.sample(phrases.CORRECTIVE_MEASURES, 2)),
            text=phrases.TEAM_TRACKED, until=dt.date(self._until.year + 1, 3, 31),
        )  # fmt: skip

    def _specialised(self, child: Child, on: dt.date, grounds: tuple[h.LawItem, ...]) -> Iterator[h.Act]:
        bureau = f"{self._county}教育局"
        yield h.OpenTier(
            on=on, person_id=child.person_id, duty="education_office", unit=bureau, tier=3, grounds=grounds,
            measures=(phrases.SPECIALISED_EDUCATION,), text=f"{phrases.SPECIALISED}（{SPECIALISED_SCHOOL}）",
            until=dt.date(self._until.year, 12, 19), evaluated_on=self._working_day(on - dt.timedelta(days=4)),
        )  # fmt: skip
        closed = self._working_day(
            dt.date(self._until.year, 11, 24) + dt.timedelta(days=self._chance.randrange(25))
        )
        yield h.CloseTier(
            on=closed, person_id=child.person_id, duty="education_office", unit=bureau, tier=3,
            back_in_normal_life=True, text=phrases.BACK,
        )  # fmt: skip

    def _visits(self, child: Child, planned: dt.date) -> Iterator[h.Act]:
        """One a month from the month after the plan on; December's only where it is not later than the last day."""
        chance = self._chance
        for month in range(planned.month + 1, self._until.month + 1):
            day = self._working_day(dt.date(self._until.year, month, chance.randint(8, 24)))
            manner = chance.choice(phrases.MANNERS)
            yield h.RecordVisit(
                on=day, person_id=child.person_id, duty="plan_lead", unit=self._town(child),
                due_month=day.replace(day=1), manner=manner,
                met=chance.choice(("本人", "本人和监护人", "监护人")), situation=chance.choice(phrases.VISIT_SITUATION),
                next_step=chance.choice(phrases.NEXT_STEP),
            )  # fmt: skip
