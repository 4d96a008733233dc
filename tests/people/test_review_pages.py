"""Pages on which a person tells children apart: the queue, merging, taking a row out."""

import re

from django.urls import reverse

from tests.people.conftest import OTHER_TOWN, child_of, filed, id_number, opened, propose
from tests.people.deliveries import deliver
from weibao.people.models import Link, Merge, Proposal
from weibao.people.standing import standing


def test_an_answer_leads_to_the_next_row_of_the_queue(waiting, two_children, make_user, signed_in):
    (other,) = deliver("police", {"name": "单雨彤", "sex": "女"})
    filed(other)
    propose(other, two_children[1], probability=0.6)
    client = signed_in(make_user("analyst"))
    assert client.get(reverse("people:review")).context["count"] == 2
    page = reverse("people:review-row", args=[waiting.row_id])
    shown = client.get(page).content.decode()
    assert '<mark class="differs">梓</mark>' in shown
    answer = client.post(page, {"proposal": waiting.pk, "answer": "linked"})
    assert answer.url == reverse("people:review-row", args=[other.pk])
    answer = client.post(answer.url, {"proposal": standing().get().pk, "answer": "later"})
    assert answer.url == reverse("people:review")
    assert standing().get().state == "later"


def test_rows_are_begun_in_the_order_of_the_queue_and_put_off_rows_do_not_come_round(
    two_children, make_user, signed_in
):
    rows = deliver("police", {"name": "曾一"}, {"name": "曾二"}, {"name": "曾三"})
    for row in rows:
        filed(row)
        propose(row, two_children[0])
    client = signed_in(make_user("analyst"))
    listed = [line.record.row_id for line in client.get(reverse("people:review")).context["table"].rows]
    assert listed == [row.pk for row in rows]
    address = reverse("people:review-row", args=[listed[0]])
    for following in (*listed[1:], None):
        proposal = Proposal.objects.get(row=re.search(r"/(\d+)/$", address)[1])
        address = client.post(address, {"proposal": proposal.pk, "answer": "later"}).url
        assert address == (
            reverse("people:review-row", args=[following]) if following else reverse("people:review")
        )


def test_the_page_warns_of_two_numbers_and_asks_for_more_than_a_click(two_children, make_user, signed_in):
    (row,) = deliver("police", {"name": "曾子涵", "id_number": id_number("2014-09-30", 44)})
    filed(row)
    proposal = propose(row, two_children[0])
    client, page = signed_in(make_user("analyst")), reverse("people:review-row", args=[row.pk])
    assert "我已核对原始材料" in client.get(page).content.decode()
    client.post(page, {"proposal": proposal.pk, "answer": "linked"})
    assert child_of(row) != two_children[0]
    client.post(page, {"proposal": proposal.pk, "answer": "linked", "despite_numbers": "1"})
    assert child_of(row) == two_children[0]


def test_the_queue_is_for_analysts_of_that_area(waiting, make_user, signed_in):
    page = reverse("people:review-row", args=[waiting.row_id])
    assert signed_in(make_user("reviewer")).get(page).status_code == 403
    assert signed_in(make_user("analyst", area=OTHER_TOWN)).get(page).status_code == 404


def test_two_files_are_compared_merged_and_parted_on_pages(waiting, two_children, make_user, signed_in):
    child, other = two_children[0], child_of(waiting.row)
    client, page = signed_in(make_user("analyst")), reverse("people:merge", args=[child.public_id])
    assert other.name in client.get(page).content.decode()
    assert "对照" in client.get(page, {"other": other.public_id}).content.decode()
    assert client.get(page, {"other": "no-uuid"}).status_code == 404
    assert client.post(page, {"other": other.public_id, "reason": ""}).status_code == 422
    client.post(page, {"other": other.public_id, "reason": "户口簿"})
    assert "户口簿" in opened(client, child)
    client.post(reverse("people:undo-merge", args=[Merge.objects.get().pk]))
    assert child_of(waiting.row) == other


def test_a_row_is_taken_out_on_its_page(two_children, make_user, signed_in):
    child = two_children[0]
    row = child.links.get(row__feed="education").row
    client, page = signed_in(make_user("analyst")), reverse("people:unlink", args=[child.public_id, row.pk])
    assert "云岭县青禾中学" in client.get(page).content.decode()
    client.post(page, {"reason": "学籍号查明是另一人"})
    assert Link.objects.get(row=row, ended_at=None).child != child
