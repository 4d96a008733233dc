"""Whatever is done in whatever order: no plan is open and invisible, no access outlives what gave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intervention.conftest import TODAY, seven, written
from tests.people.deliveries import deliver
from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.audit.services import CONSOLE, SCHEDULE
from weibao.intervention import services
from weibao.intervention.models import (
    OPEN_PLAN,
    CareDuty,
    FocusEntry,
    FocusState,
    PlanState,
    SupportPlan,
    Visit,
    VisitState,
)
from weibao.intervention.months import first_of, monthly
from weibao.intervention.todos import plans_without_lead
from weibao.machines import CannotAct
from weibao.people.merging import CannotMerge, current, merge_children, undo_merge
from weibao.people.models import Child, ChildAccess, Link, Merge


@dataclass
class World:
    """Two files, who works on them, and the day it is."""

    children: list[int]
    reviewers: list[User]
    leads: list[User]
    clock: object
    today: date = field(default=TODAY)

    def child(self, place: int) -> Child:
        return current(Child.objects.get(pk=self.children[place % 2]))

    def entry(self, place: int) -> FocusEntry | None:
        return chosen(FocusEntry.objects.order_by("pk"), place)

    def plan(self, place: int) -> SupportPlan | None:
        return chosen(SupportPlan.objects.order_by("pk"), place)


def chosen(records, place: int):
    """One of the records, the newest ones most often."""
    found = list(records)
    return found[-1 - place % len(found)] if found else None


def propose(w: World, n: int) -> None:
    services.propose_focus(actor=w.reviewers[n % 2], child=w.child(n), grounds="……", track="protection")


def on_entry(service, **terms):
    def do(w: World, n: int) -> None:
        if entry := w.entry(n // 2):
            service(actor=w.reviewers[n % 2], entry=entry, reason="……", **terms)

    return do


def open_care(w: World, n: int) -> None:
    services.open_care(actor=w.reviewers[0], child=w.child(n))


def assign(w: World, n: int) -> None:
    if plan := w.plan(n // 2):
        services.assign_lead(actor=w.reviewers[0], plan=plan, lead=w.leads[n % 2])


def write(w: World, n: int) -> None:
    if (plan := w.plan(n // 2)) and plan.lead:
        written(plan, plan.lead, on=w.today)


def form(w: World, n: int) -> None:
    if (plan := w.plan(n // 2)) and plan.lead:
        services.form_team(actor=plan.lead, plan=plan, members=seven(social_worker=w.leads[n % 2]))


def end(w: World, n: int) -> None:
    if plan := w.plan(n // 2):
        services.end_plan(actor=(plan.lead or w.reviewers[1], w.reviewers[0])[n % 2], plan=plan, reason="……")


def visit(w: World, n: int) -> None:
    due = chosen(Visit.objects.filter(state=VisitState.DUE).order_by("pk"), n)
    if due:
        fields = {"manner": "电话", "met": "本人", "situation": "……", "next_step": "……"}
        services.record_visit(actor=due.plan.lead, visit=due, **fields)


def miss(w: World, n: int) -> None:
    if due := chosen(Visit.objects.filter(state=VisitState.DUE).order_by("pk"), n):
        services.miss_visit(actor=due.plan.lead, visit=due, reason="……")


def merge(w: World, n: int) -> None:
    kept, absorbed = w.child(0), w.child(1)
    if kept != absorbed:
        merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="同一人")


def part(w: World, n: int) -> None:
    if standing := chosen(Merge.objects.filter(undone_at=None), 0):
        undo_merge(actor=CONSOLE, merge=standing)


def leave(w: World, n: int) -> None:
    User.objects.filter(pk=w.leads[n % 2].pk).update(is_active=n % 3 == 0)


def days_pass(w: World, n: int) -> None:
    """And the sweeps run, as they do each day."""
    w.today += timedelta(days=(3, 40, 170)[n % 3])
    w.clock(w.today)
    services.lapse_entries(actor=SCHEDULE)
    services.let_visits_fall_due(actor=SCHEDULE)


ACTS = (
    propose,
    on_entry(services.confirm_focus),
    on_entry(services.confirm_focus),
    on_entry(services.refuse_focus),
    on_entry(services.renew_focus),
    on_entry(services.release_focus),
    on_entry(services.release_focus, keep_plan=True),
    *(
        open_care,
        assign,
        write,
        write,
        form,
        form,
        end,
        visit,
        miss,
        merge,
        part,
        leave,
        days_pass,
        days_pass,
    ),
)
MOVES = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 11)), max_size=14)


@pytest.fixture
def world(county, make_user, clock, begun) -> World:
    """Where `begun`, the first child is in focus, with a plan in force."""
    files = []
    for name in ("林小雨", "林晓雨"):
        child = Child.objects.create(name=name, area_code="620799101201", birth_date=date(2010, 3, 1))
        (row,) = deliver(
            "education", {"name": name, "birth_date": "2010-03-01", "home_address": "云岭县青禾镇青禾村"}
        )
        Link.objects.create(row=row, child=child, method="alone", probability=1, reason="首条记录。")
        files.append(child.pk)
    made = World(
        files,
        [make_user("reviewer"), make_user("reviewer")],
        [make_user("plan_lead"), make_user("plan_lead")],
        clock,
    )
    if begun:
        propose(made, 0)
        on_entry(services.confirm_focus)(made, 1)
        assign(made, 0)
        write(made, 0)
        form(made, 1)
    return made


def block() -> transaction.Atomic:
    """A transaction that refusals, which must not be undone with another act, take for the test's own."""
    found = transaction.atomic()
    found._from_testcase = True  # type: ignore[attr-defined]
    return found


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=MOVES)
@pytest.mark.parametrize("begun", [False, True])
def test_no_order_of_acts_loses_a_plan(world, moves):
    with block():
        world.today = TODAY
        world.clock(TODAY)
        for act, n in moves:
            try:
                with block():
                    act(world, n)
            except (CannotAct, CannotMerge, PermissionDenied):
                continue
            check(world)
        transaction.set_rollback(True)


def check(world: World) -> None:
    """What must hold after every act."""
    reviewer = User.objects.get(pk=world.reviewers[0].pk)
    lines = [todo.address for todo in plans_without_lead(reviewer)]
    for plan in SupportPlan.objects.filter(state__in=OPEN_PLAN).select_related(
        "child", "lead", "lead_access"
    ):
        assert plan.child.merged_into_id is None, "an open plan lies on a file that nobody opens"
        assert restrict(SupportPlan.objects.filter(pk=plan.pk), reviewer, "view").exists()
        led = plan.lead and plan.lead.is_active
        assert led or reverse("intervention:plan-lead", args=[plan.pk]) in lines, "nobody is told of the plan"
        assert not led or plan.lead_access.ended_at is None
        assert plan.lead_access is None or plan.lead_access.child_id == plan.child_id
        if plan.state == PlanState.IN_FORCE:
            assert plan.team.ended_on is None
            assert plan.team.duties.filter(ended_on=None).exists()
            owed = {first_of(day) for day in monthly(plan.begun_on, world.today)}
            assert owed <= set(plan.visits.values_list("due_month", flat=True)), "a month was forgotten"
    for plan in SupportPlan.objects.filter(state=PlanState.ENDED):
        assert not plan.visits.filter(state=VisitState.DUE).exists()
    for entry in FocusEntry.objects.filter(state=FocusState.IN_FORCE):
        assert entry.decided_by_id != entry.proposed_by_id
        assert SupportPlan.objects.filter(entry=entry, state__in=OPEN_PLAN).exists(), (
            "in focus without a plan"
        )
    given_for = set(
        SupportPlan.objects.filter(state__in=OPEN_PLAN).values_list("lead_access", flat=True)
    ) | set(
        CareDuty.objects.filter(ended_on=None, team__plan__state__in=OPEN_PLAN).values_list(
            "access", flat=True
        )
    )
    standing = set(ChildAccess.objects.filter(ended_at=None).values_list("pk", flat=True))
    assert standing <= given_for, "an access outlives what gave it"
