"""The review queue: what each answer does, and what it never does without a warning."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.people.conftest import child_of, filed, id_number, propose
from tests.people.deliveries import deliver
from weibao.audit.services import CONSOLE
from weibao.people.models import Child, Link, Merge, Method, Proposal, ProposalState
from weibao.people.records import gather
from weibao.people.reviewing import TwoNumbers, answer_queue, decide_proposal
from weibao.people.standing import standing


def test_the_same_person_brings_the_row_to_the_child_and_retires_its_own_file(waiting, two_children):
    own = child_of(waiting.row)
    decide_proposal(actor=CONSOLE, proposal=waiting, answer=ProposalState.LINKED)
    assert child_of(waiting.row) == two_children[0]
    own.refresh_from_db()
    assert own.merged_into == two_children[0]
    waiting.refresh_from_db()
    assert waiting.state == ProposalState.LINKED
    assert not standing().exists()


def test_rows_already_with_the_row_come_along(waiting, two_children):
    own = child_of(waiting.row)
    (second,) = deliver("venues", {"name": "曾梓涵", "finding": "接纳未成年人"})
    Link.objects.create(row=second, child=own, method=Method.PERSON, probability=1, reason="同一人")
    decide_proposal(actor=CONSOLE, proposal=waiting, answer=ProposalState.LINKED)
    assert child_of(second) == two_children[0]


def test_not_the_same_person_leaves_the_row_its_own_file(waiting):
    own = child_of(waiting.row)
    decide_proposal(actor=CONSOLE, proposal=waiting, answer=ProposalState.DIFFERENT)
    assert child_of(waiting.row) == own
    assert not standing().exists()


def test_a_row_put_off_stays_in_the_queue(waiting):
    decide_proposal(actor=CONSOLE, proposal=waiting, answer=ProposalState.LATER)
    assert standing().get().state == ProposalState.LATER


@pytest.fixture
def contradicted(two_children) -> Proposal:
    """A row with the girl's number of which somebody thinks it is the boy's."""
    (row,) = deliver(
        "police", {"name": "曾子涵", "birth_date": "2014-09-30", "id_number": id_number("2014-09-30", 44)}
    )
    filed(row)
    return propose(row, two_children[0])


def test_two_id_numbers_are_never_united_without_the_warning(contradicted):
    own = child_of(contradicted.row)
    with pytest.raises(TwoNumbers):
        decide_proposal(actor=CONSOLE, proposal=contradicted, answer=ProposalState.LINKED)
    assert child_of(contradicted.row) == own
    assert standing().get() == contradicted


def test_after_the_warning_the_rows_number_counts_for_nothing(contradicted, two_children):
    boy, _girl = two_children
    number = boy.id_number
    decide_proposal(actor=CONSOLE, proposal=contradicted, answer=ProposalState.LINKED, despite_numbers=True)
    link = Link.objects.get(row=contradicted.row, ended_at=None)
    assert (link.child, link.number_denied) == (boy, True)
    boy.refresh_from_db()
    assert boy.id_number == number
    records = {one["record_id"]: one for one in gather().records.to_pylist()}
    assert records[contradicted.row_id]["id_number"] is None


def test_a_candidate_that_may_still_be_the_same_child_waits_on(waiting, two_children, boy):
    (nameless,) = deliver("hotline", {"name": "曾子晗", "guardian_name": "王五"})
    (unlikely,) = deliver("hotline", {"name": "曾子韩", "guardian_name": "赵六"})
    likely = propose(waiting.row, filed(nameless), probability=0.7, rank=2)
    faint = propose(waiting.row, filed(unlikely), probability=0.1, rank=3)
    decide_proposal(actor=CONSOLE, proposal=waiting, answer=ProposalState.LINKED)
    faint.refresh_from_db()
    assert faint.state == ProposalState.LAPSED
    assert standing().get() == likely


def test_a_list_answers_the_queue(waiting, two_children):
    (other,) = deliver("police", {"name": "单雨彤", "sex": "女"})
    filed(other)
    propose(other, two_children[1])
    answered = answer_queue(actor=CONSOLE, answers=[(waiting.row, two_children[0]), (other, None)])
    assert (answered.linked, answered.different, answered.in_doubt) == (1, 1, [])
    assert child_of(waiting.row) == two_children[0]
    assert child_of(other) != two_children[1]
    assert not standing().exists()


def test_a_list_leaves_waiting_what_two_id_numbers_speak_against(contradicted, two_children):
    answered = answer_queue(actor=CONSOLE, answers=[(contradicted.row, two_children[0])])
    assert answered.in_doubt == [contradicted.row]
    assert standing().get() == contradicted


def test_deciding_needs_the_duty(waiting, make_user):
    with pytest.raises(PermissionDenied):
        decide_proposal(actor=make_user("reviewer"), proposal=waiting, answer=ProposalState.LINKED)
    assert standing().exists()


def test_who_decided_is_kept_with_the_link(waiting, make_user):
    analyst = make_user("analyst")
    decide_proposal(actor=analyst, proposal=waiting, answer=ProposalState.LINKED)
    assert Merge.objects.get().decided_by == analyst
    assert Child.objects.kept().count() == 2


def test_a_list_may_name_a_file_that_an_earlier_answer_of_it_absorbed(county):
    first, second, third = deliver("police", {"name": "马晓雪"}, {"name": "马小雪"}, {"name": "马晓学"})
    oldest, middle, newest = filed(first), filed(second), filed(third)
    propose(second, oldest)
    propose(third, middle)
    # As a list is read: every file loaded before the first answer is given.
    answer_queue(actor=CONSOLE, answers=[(second, oldest), (third, middle)])
    assert child_of(first) == child_of(second) == child_of(third) == oldest
    assert Child.objects.kept().get() == oldest
    newest.refresh_from_db()
    assert newest.merged_into == oldest
