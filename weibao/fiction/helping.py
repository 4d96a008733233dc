"""How one child is helped in the invented years: single acts, and the acts from confirmation to the last visit in order."""

import datetime as dt
import random
from collections.abc import Iterator

from weibao.fiction import history as h
from weibao.fiction import names, phrases
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

    def working_day(self, day: dt.date) -> dt.date:
        """The day, or the working day after it (before it, where that would be too late)."""
        day = min(day, self._until)
        while day.weekday() >= 5:
            day += dt.timedelta(days=1 if day + dt.timedelta(days=7 - day.weekday()) <= self._until else -1)
        return day

    def after(self, day: dt.date, least: int, most: int) -> dt.date:
        """A working day so many days later."""
        return self.working_day(day + dt.timedelta(days=self._chance.randint(least, most)))

    # -- what a reviewer and a coordinator do

    def confirm(self, child: Child, on: dt.date, track: str, then: str) -> h.ConfirmCandidate:
        return h.ConfirmCandidate(
            on=on, person_id=child.person_id, duty="reviewer", unit=self._centre, track=track,
            reason=self._chance.choice(phrases.CONFIRM), then=then,
        )  # fmt: skip

    def decline(self, child: Child, on: dt.date) -> h.DeclineCandidate:
        """Of a candidate who needs nothing."""
        return h.DeclineCandidate(
            on=self.working_day(on), person_id=child.person_id, duty="reviewer", unit=self._centre,
            track=h.PROTECTION, reason=self._chance.choice(phrases.DECLINE),
        )  # fmt: skip

    def ask(self, child: Child, on: dt.date, due_on: dt.date) -> h.AskToVerify:
        """The reviewer's question to the child's town."""
        return h.AskToVerify(
            on=on, person_id=child.person_id, duty="reviewer", unit=self._centre, track=h.PROTECTION,
            asked_unit=self._town(child), question=self._chance.choice(phrases.QUESTION), due_on=due_on,
        )  # fmt: skip

    def answer(self, child: Child, on: dt.date) -> h.AnswerVerification:
        """The town's answer."""
        return h.AnswerVerification(
            on=on, person_id=child.person_id, duty="township_officer", unit=self._town(child), track=h.PROTECTION,
            answer=self._chance.choice(phrases.ANSWER),
        )  # fmt: skip

    def propose(self, child: Child, on: dt.date, track: str) -> h.ProposeFocus:
        return h.ProposeFocus(
            on=on, person_id=child.person_id, duty="reviewer", unit=self._centre, track=track,
            grounds=phrases.GROUNDS[track],
        )  # fmt: skip

    def enter(self, child: Child, on: dt.date) -> h.ConfirmFocus:
        return h.ConfirmFocus(
            on=on, person_id=child.person_id, duty="coordinator", unit=self._centre,
            reason=self._chance.choice(phrases.SECOND_OPINION),
        )  # fmt: skip

    def renew(self, child: Child, on: dt.date) -> h.RenewFocus:
        return h.RenewFocus(
            on=on, person_id=child.person_id, duty="coordinator", unit=self._centre, reason=phrases.RENEW
        )

    def release(self, child: Child, on: dt.date) -> h.ReleaseFocus:
        return h.ReleaseFocus(
            on=on, person_id=child.person_id, duty="coordinator", unit=self._centre, reason=phrases.RELEASE
        )

    # -- what the lead of a plan does

    def plan(self, child: Child, on: dt.date, kind: str, until: dt.date) -> h.DraftPlan:
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

    def extend(self, child: Child, on: dt.date, until: dt.date) -> h.ExtendPlan:
        return h.ExtendPlan(
            on=on, person_id=child.person_id, duty="plan_lead", unit=self._town(child), until=until
        )

    def team(self, child: Child, on: dt.date) -> h.FormTeam:
        tasks = {duty: text for text, duty in phrases.MEASURES}
        people = {
            duty: child.guardian[0] if duty == "guardian" else self._teacher() for duty in h.CARE_DUTIES
        }
        return h.FormTeam(
            on=on, person_id=child.person_id, duty="plan_lead", unit=self._town(child),
            members=tuple(h.Member(duty, name, tasks[duty]) for duty, name in people.items()),
        )  # fmt: skip

    def visit(self, child: Child, on: dt.date) -> h.RecordVisit:
        """The return visit of the month of that day."""
        chance = self._chance
        manner = chance.choice(phrases.MANNERS)
        return h.RecordVisit(
            on=on, person_id=child.person_id, duty="plan_lead", unit=self._town(child), due_month=on.replace(day=1),
            manner=manner, met=chance.choice(("本人", "本人和监护人", "监护人")),
            situation=chance.choice(phrases.VISIT_SITUATION), next_step=chance.choice(phrases.NEXT_STEP),
        )  # fmt: skip

    def visits(self, child: Child, first: dt.date, last: dt.date) -> Iterator[h.RecordVisit]:
        """One a month, from the month of one day to that of another."""
        month = first.replace(day=1)
        while month <= last:
            yield self.visit(child, self.working_day(month.replace(day=self._chance.randint(8, 24))))
            month = (month + dt.timedelta(days=31)).replace(day=1)

    def outcome(self, child: Child, on: dt.date, outcome: str) -> h.RecordOutcome:
        text = phrases.RETURNED if outcome == "returned_to_school" else phrases.EMPLOYED
        return h.RecordOutcome(
            on=on,
            person_id=child.person_id,
            duty="plan_lead",
            unit=self._town(child),
            outcome=outcome,
            text=text,
        )

    # -- what the authorities of the three tiers do

    def pair(self, child: Child, on: dt.date, grounds: tuple[h.LawItem, ...], until: dt.date) -> h.OpenTier:
        """The school's pairing."""
        assert child.school is not None
        return h.OpenTier(
            on=on, person_id=child.person_id, duty="school_office", unit=child.school.name, tier=1, grounds=grounds,
            measures=tuple(self._chance.sample(phrases.SCHOOL_MEASURES, 2)), text=phrases.PAIRED,
            until=until, paired_with=self._teacher(),
        )  # fmt: skip

    def track(self, child: Child, on: dt.date, grounds: tuple[h.LawItem, ...], until: dt.date) -> h.OpenTier:
        """The corrective education of public security, tracked by a team."""
        return h.OpenTier(
            on=on, person_id=child.person_id, duty="police", unit=self._station(child), tier=2, grounds=grounds,
            measures=tuple(self._chance.sample(phrases.CORRECTIVE_MEASURES, 2)), text=phrases.TEAM_TRACKED,
            until=until,
        )  # fmt: skip

    def specialise(
        self, child: Child, on: dt.date, grounds: tuple[h.LawItem, ...], until: dt.date
    ) -> h.OpenTier:
        """Specialised education, on the committee's word some days before."""
        return h.OpenTier(
            on=on, person_id=child.person_id, duty="education_office", unit=self._bureau, tier=3, grounds=grounds,
            measures=(phrases.SPECIALISED_EDUCATION,), text=f"{phrases.SPECIALISED}（{SPECIALISED_SCHOOL}）",
            until=until, evaluated_on=self.working_day(on - dt.timedelta(days=4)),
        )  # fmt: skip

    def close(self, child: Child, on: dt.date, tier: int, school: str = "") -> h.CloseTier:
        """The end of a tier; a pairing names the school that had begun it."""
        duty, unit, text = {
            1: ("school_office", school, phrases.PAIRING_OVER),
            2: ("police", self._station(child), phrases.TRACKING_OVER),
            3: ("education_office", self._bureau, phrases.BACK),
        }[tier]
        return h.CloseTier(
            on=on,
            person_id=child.person_id,
            duty=duty,
            unit=unit,
            tier=tier,
            back_in_normal_life=True,
            text=text,
        )

    # -- whole stories of the year

    def in_focus(
        self,
        child: Child,
        track: str,
        raised: dt.date,
        tier: int | None,
        grounds: tuple[h.LawItem, ...],
        ending: str | None,
    ) -> Iterator[h.Act]:
        """Confirmation after the screening that raised the child, two-person entry, plan, team, tier, visits each month,
        renewal, and what came of it."""
        year = self._until.year
        confirmed = self.after(raised, 2, 9)
        proposed = self.after(confirmed, 1, 3)
        entered = self.after(proposed, 1, 3)
        planned = self.after(entered, 2, 6)
        yield self.confirm(child, confirmed, track, "focus")
        yield self.propose(child, proposed, track)
        yield self.enter(child, entered)
        kind = "dropout" if ending == "returned_to_school" else track
        yield self.plan(child, planned, kind, dt.date(year + 1, 1, 31))
        yield self.team(child, planned)
        if tier == 2:
            yield self.track(child, self.after(planned, 1, 5), grounds, dt.date(year + 1, 3, 31))
        elif tier == 3:
            yield self.specialise(child, self.after(planned, 5, 12), grounds, dt.date(year, 12, 19))
            yield self.close(child, self.after(dt.date(year, 11, 24), 0, 24), 3)
        yield from self.visits(child, planned.replace(day=28) + dt.timedelta(days=4), self._until)
        renewed = entered + dt.timedelta(days=HALF_A_YEAR - 12)
        if renewed <= self._until:
            yield self.renew(child, self.working_day(renewed))
        if ending:
            yield self.outcome(child, self.after(dt.date(year, 10, 9), 0, 39), ending)

    def paired(
        self, child: Child, grounds: tuple[h.LawItem, ...], since: dt.date, candidate: bool
    ) -> Iterator[h.Act]:
        """Confirmation where the child is a candidate (raised on `since`), then the school's pairing until the end of the
        first term."""
        year = self._until.year
        if candidate:
            confirmed = self.after(since, 2, 9)
            yield self.confirm(child, confirmed, h.BEHAVIOUR, "tier")
            opened = self.after(confirmed, 2, 6)
        else:
            opened = self.after(max(since, dt.date(year, 1, 8)), 4, 12)
        yield self.pair(child, opened, grounds, dt.date(year + 1, 1, 23))

    def verified(self, child: Child, asked: dt.date) -> Iterator[h.Act]:
        """A candidate whom the town looks after on being asked, and who then needs nothing."""
        asked = self.working_day(asked)
        answered = self.after(asked, 1, 4)
        yield self.ask(child, asked, asked + dt.timedelta(days=6))
        yield self.answer(child, answered)
        yield self.decline(child, self.after(answered, 1, 4))

    @property
    def _bureau(self) -> str:
        return f"{self._county}教育局"

    def _station(self, child: Child) -> str:
        return f"{child.household.town.short_name}派出所"

    def _town(self, child: Child) -> str:
        return f"{child.household.town.name}人民政府"

    def _teacher(self) -> str:
        chance = self._chance
        return names.adult_name(chance, names.surname(chance), chance.choice("男女"))
