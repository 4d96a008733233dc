"""What is named inside an address or a form, beside a record of one's own, has to be within reach as well; and services refuse
what lies out of reach even where no page asked before them.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tests.permissions.asking import ask, undone
from weibao.audit.models import Entry, Outcome
from weibao.candidates import services as research
from weibao.intervention import services as care
from weibao.machines import CannotAct
from weibao.people.merging import merge_children, undo_merge, unlink_row
from weibao.people.opening import Field, Purpose, open_file, reveal_field
from weibao.people.reviewing import ProposalState, decide_proposal

pytestmark = pytest.mark.django_db

ELSEWHERE = ("near", "far")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_record_of_another_place_is_not_reached_through_ones_own(twins, client_of, place):
    here, there = twins.here, getattr(twins, place)
    analyst = client_of(twins.strangers["analyst"])
    unlink = reverse("people:unlink", args=[here.child.public_id, there.link.row_id])
    merge = reverse("people:merge", args=[here.child.public_id])
    review = reverse("people:review-row", args=[here.proposal.row_id])
    other = {"other": str(there.child.public_id), "reason": "同一人。"}
    assert ask(analyst, "GET", unlink, {}).status_code == 404
    assert ask(analyst, "POST", unlink, {"reason": "不是。"}).status_code == 404
    assert ask(analyst, "GET", f"{merge}?other={there.child.public_id}", {}).status_code == 404
    assert ask(analyst, "POST", merge, other).status_code == 404
    answer = {"proposal": there.proposal.pk, "answer": "later"}
    assert ask(analyst, "POST", review, answer).status_code == 404


def test_people_and_units_of_another_county_are_not_chosen(twins, client_of):
    here, far = twins.here, twins.far
    sent = [
        ("reviewer", reverse("intervention:plan-lead", args=[here.plan.pk]), {"lead": far.users["plan_lead"].pk}),
        ("reviewer", reverse("candidates:ask", args=[here.candidate.pk]),
         {"ask-unit": far.unit.pk, "ask-question": "？", "ask-due_on": "2035-01-01"}),
        ("security_admin", reverse("access:user", args=[here.users["liaison"].pk]),
         {"kind": "leader", "unit": far.unit.pk, "area": far.town.code, "purpose": "履职。"}),
        ("system_admin", reverse("access:account-open"), {"username": "zhao-wu", "name": "赵五", "unit": far.unit.pk}),
    ]  # fmt: skip
    for duty, address, form in sent:
        assert ask(client_of(twins.strangers[duty]), "POST", address, form).status_code == 422, address


@pytest.mark.parametrize("place", ELSEWHERE)
def test_services_refuse_what_lies_out_of_reach(twins, place):
    there, who = getattr(twins, place), twins.strangers
    reviewer, analyst, lead, coordinator = (
        who[duty] for duty in ("reviewer", "analyst", "plan_lead", "coordinator")
    )
    acts = [
        lambda: research.confirm_candidate(
            actor=reviewer, candidate=there.candidate, reason="……", then="care"
        ),
        lambda: research.decline_candidate(actor=reviewer, candidate=there.candidate, reason="……"),
        lambda: research.open_candidate(actor=reviewer, candidate=there.candidate, purpose=Purpose.REVIEW),
        lambda: research.answer_verification(
            actor=who["school_office"], verification=there.verification, answer="……"
        ),
        lambda: research.answer_objection(
            actor=reviewer, objection=there.objection, outcome="refused", answer="……"
        ),
        lambda: care.propose_focus(actor=reviewer, child=there.child, grounds="……", track="protection"),
        lambda: care.confirm_focus(actor=coordinator, entry=there.waiting, reason="……"),
        lambda: care.assign_lead(actor=reviewer, plan=there.plan, lead=lead),
        lambda: care.end_plan(actor=lead, plan=there.plan, reason="……"),
        lambda: care.miss_visit(actor=lead, visit=there.visit, reason="……"),
        lambda: open_file(actor=reviewer, child=there.child, purpose=Purpose.HELP),
        lambda: reveal_field(actor=reviewer, child=there.child, field=Field.ID_NUMBER, purpose=Purpose.HELP),
        lambda: merge_children(actor=analyst, kept=twins.here.child, absorbed=there.focused, reason="……"),
        lambda: undo_merge(actor=analyst, merge=there.merge),
        lambda: unlink_row(actor=analyst, row=there.link.row, reason="……"),
        lambda: decide_proposal(actor=analyst, proposal=there.proposal, answer=ProposalState.LATER),
    ]
    for number, act in enumerate(acts):
        with undone():
            before = Entry.objects.filter(outcome=Outcome.REFUSED).count()
            with pytest.raises(PermissionDenied):
                act()
                pytest.fail(f"act {number} was done")
            assert Entry.objects.filter(outcome=Outcome.REFUSED).count() == before + 1, number


def test_services_take_nobody_from_another_county(twins):
    here, far, reviewer = twins.here, twins.far, twins.strangers["reviewer"]
    with pytest.raises(CannotAct):
        care.assign_lead(actor=reviewer, plan=here.plan, lead=far.users["plan_lead"])
    with pytest.raises(CannotAct):
        research.ask_to_verify(
            actor=reviewer, candidate=here.candidate, unit=far.unit, question="？",
            due_on=timezone.localdate() + timedelta(days=3),
        )  # fmt: skip
