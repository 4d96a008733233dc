"""Replays the fiction's acts through the real services, in their order, between the screenings that raise candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import singledispatchmethod

from weibao.access.models import DutyAssignment, Unit, User
from weibao.audit.services import SCHEDULE
from weibao.candidates import services as candidates
from weibao.candidates.models import Candidate, State, Verification
from weibao.demo.people import user_of
from weibao.fiction import history as h
from weibao.intervention import services as intervention
from weibao.intervention.models import (
    OPEN_FOCUS,
    OPEN_PLAN,
    FocusEntry,
    Goal,
    Measure,
    PlanState,
    SupportPlan,
    Tier,
    TierState,
)
from weibao.intervention.statutes import LawItem
from weibao.people.models import Child


class Replay:
    """Acts of one story, done by the users who hold the duties."""

    def __init__(self, children: Mapping[int, Child]) -> None:
        self._children = children
        self._units = {unit.name: unit for unit in Unit.objects.select_related("area")}
        self._holders: dict[tuple[str, str], User] = {}
        for duty in DutyAssignment.objects.in_force().select_related("user__unit", "unit"):
            self._holders.setdefault((duty.kind, duty.unit.name), duty.user)
        self._analyst = user_of("analyst")

    def run(self, acts: Iterable[h.Act], screened_on: Iterable[date]) -> None:
        """Screen on each day and do the acts, in the order of days; a screening comes before the acts of its day."""
        screenings = [(day, 0, None) for day in screened_on]
        for day, _order, act in sorted(
            [*screenings, *((act.on, 1, act) for act in acts)], key=lambda one: one[:2]
        ):
            if act is None:
                self._screen(day)
            else:
                self._do(act)

    def _screen(self, day: date) -> None:
        """As every night: delete what is over, then screen."""
        candidates.clear_candidates(actor=SCHEDULE, today=day)
        candidates.run_screening(actor=self._analyst, as_of=day, on=day)

    def _actor(self, act: h.Act) -> User:
        return self._holders[act.duty, act.unit]

    def _child(self, act: h.Act) -> Child:
        return self._children[act.person_id]

    def _candidate(self, act: h.Act, track: str) -> Candidate:
        return Candidate.objects.get(child=self._child(act), track=track)

    def _entry(self, act: h.Act) -> FocusEntry:
        return FocusEntry.objects.get(child=self._child(act), state__in=OPEN_FOCUS)

    def _plan(self, act: h.Act) -> SupportPlan:
        return SupportPlan.objects.get(child=self._child(act), state__in=OPEN_PLAN)

    @singledispatchmethod
    def _do(self, act: h.Act) -> None:
        raise TypeError(f"no service does {type(act).__name__}")

    @_do.register
    def _(self, act: h.AskToVerify) -> None:
        candidates.ask_to_verify(
            actor=self._actor(act),
            candidate=self._candidate(act, act.track),
            unit=self._units[act.asked_unit],
            question=act.question,
            due_on=act.due_on,
            on=act.on,
        )

    @_do.register
    def _(self, act: h.AnswerVerification) -> None:
        asked = Verification.objects.get(candidate=self._candidate(act, act.track), answered_on=None)
        candidates.answer_verification(
            actor=self._actor(act), verification=asked, answer=act.answer, on=act.on
        )

    @_do.register
    def _(self, act: h.ConfirmCandidate) -> None:
        candidates.confirm_candidate(
            actor=self._actor(act),
            candidate=self._candidate(act, act.track),
            reason=act.reason,
            then=act.then,
            on=act.on,
        )

    @_do.register
    def _(self, act: h.DeclineCandidate) -> None:
        candidates.decline_candidate(
            actor=self._actor(act),
            candidate=self._candidate(act, act.track),
            reason=act.reason,
            on=act.on,
        )

    @_do.register
    def _(self, act: h.ProposeFocus) -> None:
        intervention.propose_focus(
            actor=self._actor(act),
            child=self._child(act),
            grounds=act.grounds,
            candidate=Candidate.objects.get(child=self._child(act), track=act.track, state=State.CONFIRMED),
            on=act.on,
        )

    @_do.register
    def _(self, act: h.ConfirmFocus) -> None:
        entry = self._entry(act)
        intervention.confirm_focus(actor=self._actor(act), entry=entry, reason=act.reason, on=act.on)
        child = self._child(act)
        lead = next(
            user
            for (duty, unit), user in self._holders.items()
            if duty == "plan_lead" and child.area_code.startswith(self._units[unit].area_id)
        )
        intervention.assign_lead(actor=user_of("reviewer"), plan=self._plan(act), lead=lead, on=act.on)

    @_do.register
    def _(self, act: h.RenewFocus) -> None:
        intervention.renew_focus(actor=self._actor(act), entry=self._entry(act), reason=act.reason, on=act.on)

    @_do.register
    def _(self, act: h.ReleaseFocus) -> None:
        intervention.release_focus(
            actor=self._actor(act), entry=self._entry(act), reason=act.reason, on=act.on
        )

    @_do.register
    def _(self, act: h.DraftPlan) -> None:
        intervention.draft_plan(
            actor=self._actor(act),
            plan=self._plan(act),
            situation=act.situation,
            goals=[Goal(one.text, one.until) for one in act.goals],
            measures=[Measure(one.text, one.care_duty, one.until) for one in act.measures],
            until=act.until,
            on=act.on,
        )

    @_do.register
    def _(self, act: h.ExtendPlan) -> None:
        intervention.extend_plan(actor=self._actor(act), plan=self._plan(act), until=act.until, on=act.on)

    @_do.register
    def _(self, act: h.FormTeam) -> None:
        worker = self._holders["team_member", act.unit]
        members = [
            intervention.Member(one.care_duty, worker.name, one.task, user=worker)
            if one.care_duty == "social_worker"
            else intervention.Member(one.care_duty, one.name, one.task)
            for one in act.members
        ]
        intervention.form_team(actor=self._actor(act), plan=self._plan(act), members=members, on=act.on)

    @_do.register
    def _(self, act: h.OpenTier) -> None:
        intervention.open_tier(
            actor=self._actor(act),
            child=self._child(act),
            level=act.tier,
            grounds=[LawItem(one.article, one.item) for one in act.grounds],
            measures=[LawItem(one.article, one.item) for one in act.measures],
            text=act.text,
            until=act.until,
            paired_with=act.paired_with or "",
            evaluated_on=act.evaluated_on,
            unit=self._units[act.unit],
            on=act.on,
        )

    @_do.register
    def _(self, act: h.CloseTier) -> None:
        intervention.close_tier(
            actor=self._actor(act),
            tier=Tier.objects.get(child=self._child(act), level=act.tier, state=TierState.OPEN),
            back_in_normal_life=act.back_in_normal_life,
            text=act.text,
            on=act.on,
        )

    @_do.register
    def _(self, act: h.RecordVisit) -> None:
        plan = SupportPlan.objects.get(child=self._child(act), state=PlanState.IN_FORCE)
        intervention.record_visit(
            actor=self._actor(act),
            visit=intervention.visit_of(plan, act.due_month),
            manner=act.manner,
            met=act.met,
            situation=act.situation,
            next_step=act.next_step,
            on=act.on,
        )

    @_do.register
    def _(self, act: h.RecordOutcome) -> None:
        intervention.record_outcome(
            actor=self._actor(act), plan=self._plan(act), outcome=act.outcome, text=act.text, on=act.on
        )
