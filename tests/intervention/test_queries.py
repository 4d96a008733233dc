"""What the pages cost the database does not grow with the rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.intervention.conftest import TODAY, at, seven, tier_terms, written
from tests.queries import assert_constant
from weibao.intervention import services, todos
from weibao.people.models import Child


@pytest.fixture
def grow(school, county, reviewer, second, lead, teacher, clock):
    """More children with everything that intervention may hold of one."""

    def more(number: int = 4) -> None:
        for place in range(number):
            child = Child.objects.create(
                name=f"童{Child.objects.count()}{place}", area_code="620799101201", school=school,
                birth_date=date(2010, 3, 1),
            )  # fmt: skip
            entry = services.propose_focus(actor=reviewer, child=child, grounds="……", track="protection")
            if place % 2:
                continue
            entry = services.confirm_focus(actor=second, entry=entry, reason="同意。")
            plan = services.assign_lead(actor=reviewer, plan=entry.support_plans.get(), lead=lead)
            if place == 0:
                continue
            written(plan, lead)
            services.form_team(actor=lead, plan=plan, members=seven(class_teacher=teacher))
            services.open_tier(actor=teacher, child=child, **tier_terms(until=TODAY + timedelta(days=10)))

    more()
    return more


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("focus-list", "reviewer"),
        ("plan-list", "reviewer"),
        ("visit-list", "lead"),
        ("tier-list", "teacher"),
        ("tier-find", "teacher"),
    ],
)
def test_a_list_costs_the_same_for_few_and_many(request, signed_in, grow, name, who):
    client = signed_in(request.getfixturevalue(who))
    assert_constant(client, at(name), grow, f"intervention/{name}")


def test_a_plan_costs_the_same_however_long_it_runs(signed_in, running, lead, reviewer, clock):
    def longer() -> None:
        clock(date(2025, 12, 1))
        services.let_visits_fall_due(actor=reviewer)
        for number in range(5):
            written(running, lead, situation=f"第{number}次修订。", on=date(2025, 11, 1 + number))

    client = signed_in(reviewer)
    assert_constant(client, running.get_absolute_url(), longer, "intervention/plan")


@pytest.mark.parametrize("who", ["reviewer", "second", "lead", "teacher"])
def test_what_is_to_be_done_costs_the_same_for_few_and_many(request, grow, who):
    """Only this app's sources: those of others have their own tests."""
    user = request.getfixturevalue(who)
    sources = [
        todos.proposals, todos.entries_to_look_at, todos.plans_without_lead, todos.plans_of_mine, todos.plans_late,
        todos.visits_due, todos.tiers_to_look_at,
    ]  # fmt: skip

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert [todo for source in sources for todo in source(user)]
        return len(captured)

    few = cost()
    grow()
    assert cost() == few <= 12


def test_the_childs_file_costs_the_same_for_few_records_and_many(signed_in, running, reviewer, clock, child):
    client = signed_in(reviewer)
    client.post(child.get_absolute_url(), {"purpose": "help"})

    def longer() -> None:
        clock(date(2025, 12, 1))
        services.let_visits_fall_due(actor=reviewer)

    assert_constant(client, child.get_absolute_url(), longer, "intervention/childs-file")


def test_the_team_form_costs_the_same_for_few_accounts_and_many(signed_in, running, lead, make_user):
    client = signed_in(lead)
    assert_constant(
        client,
        at("plan-team", running.pk),
        lambda: [make_user("team_member") for _ in range(10)],
        "intervention/team",
    )
