"""Records of help follow a child when two files become one, and go back when they become two again."""

from datetime import date

import pytest
from django.apps import apps

from tests.intervention.conftest import at, seven, text_of, tier_terms, written
from tests.people.deliveries import deliver
from weibao.access.policies import can
from weibao.audit.services import CONSOLE
from weibao.intervention import services
from weibao.intervention.models import OPEN_FOCUS, OPEN_PLAN, FocusEntry, Outcome, SupportPlan, Tier, Visit
from weibao.people.merging import merge_children, references, undo_merge
from weibao.people.models import Child, Link

MODELS = (FocusEntry, SupportPlan, Tier, Outcome)


@pytest.fixture
def twin(county, school) -> Child:
    """The same child's second file, without an ID number, with a row of its own."""
    other = Child.objects.create(
        name="林晓雨",
        letter="l",
        birth_date=date(2010, 3, 1),
        area_code="620799101201",
        school=school,
    )
    (row,) = deliver("hotline", {"name": "林晓雨"})
    Link.objects.create(row=row, child=other, method="alone", probability=1, reason="首条记录。")
    return other


@pytest.fixture
def child(child) -> Child:
    """Rows keep a file's fields alive through a merge."""
    (row,) = deliver(
        "education",
        {
            "name": child.name, "sex": "女", "birth_date": "2010-03-01", "home_address": "云岭县青禾镇青禾村3社",
            "school_name": child.school_name,
        },
    )  # fmt: skip
    Link.objects.create(row=row, child=child, method="alone", probability=1, reason="首条记录。")
    return child


def helped(child: Child, reviewer, second, lead, teacher) -> SupportPlan:
    """Everything that intervention may hold of a child."""
    entry = services.propose_focus(actor=reviewer, child=child, grounds="需要合力。", track="protection")
    entry = services.confirm_focus(actor=second, entry=entry, reason="同意。")
    plan = services.assign_lead(actor=reviewer, plan=entry.support_plans.get(), lead=lead)
    written(plan, lead)
    services.form_team(actor=lead, plan=plan, members=seven(class_teacher=teacher))
    services.record_outcome(actor=lead, plan=plan, outcome="other", text="有进步。")
    services.open_tier(actor=teacher, child=child, **tier_terms())
    return plan


def owners() -> dict:
    found = {model: sorted(model.objects.values_list("pk", "child")) for model in MODELS}
    return found | {Visit: sorted(Visit.objects.values_list("pk", "plan__child"))}


def test_every_record_of_a_child_in_these_apps_is_known_to_merging():
    known = {model for model, _field in references()}
    for label in ("intervention", "candidates"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.proxy or model.__name__.startswith("Historical"):
                continue
            if any(getattr(field, "related_model", None) is Child for field in model._meta.concrete_fields):
                assert model in known, model


def test_all_help_follows_a_merge_and_goes_back_when_it_is_undone(
    child, twin, reviewer, second, lead, teacher
):
    plan = helped(twin, reviewer, second, lead, teacher)
    before = owners()
    merge = merge_children(actor=CONSOLE, kept=child, absorbed=twin, reason="户口簿证明是同一人。")
    assert {pk for rows in owners().values() for _record, pk in rows} == {child.pk}
    assert can(lead, "view", child)
    assert can(teacher, "view", child)
    plan.refresh_from_db()
    assert plan.history.latest().child_id == child.pk
    undo_merge(actor=CONSOLE, merge=merge)
    assert owners() == before
    assert can(lead, "view", twin)
    assert not can(lead, "view", child)


def test_what_was_opened_after_the_merge_stays_when_it_is_undone(child, twin, reviewer, teacher):
    merge = merge_children(actor=CONSOLE, kept=child, absorbed=twin, reason="同一人。")
    tier = services.open_tier(actor=teacher, child=child, **tier_terms())
    undo_merge(actor=CONSOLE, merge=merge)
    tier.refresh_from_db()
    assert tier.child_id == child.pk


def test_where_both_files_are_helped_nothing_is_left_behind_and_each_can_be_ended(
    child, twin, reviewer, second, lead, teacher, signed_in
):
    for one in (child, twin):
        helped(one, reviewer, second, lead, teacher)
    merge_children(actor=CONSOLE, kept=child, absorbed=twin, reason="同一人。")
    assert FocusEntry.objects.filter(child=child, state__in=OPEN_FOCUS).count() == 2
    client = signed_in(reviewer)
    for name in ("focus-list", "plan-list", "tier-list", "visit-list"):
        assert len(client.get(at(name)).context["table"].rows) == 2
    client.post(child.get_absolute_url(), {"purpose": "help"})
    text_of(client, child.get_absolute_url())
    for entry in FocusEntry.objects.all():
        services.release_focus(actor=second, entry=entry, reason="好转。")
    for tier in Tier.objects.all():
        services.close_tier(actor=teacher, tier=tier, back_in_normal_life=True, text="好转。")
    assert not SupportPlan.objects.filter(state__in=OPEN_PLAN).exists()
