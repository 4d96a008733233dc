"""That a child is a victim, and what counselling found, stands masked until a reader asks, with a purpose, logged."""

from __future__ import annotations

import pytest

from tests.people.conftest import opened
from tests.people.deliveries import deliver
from weibao.audit.models import Entry
from weibao.people.delicate import delicate
from weibao.people.models import Child, Link, Method
from weibao.people.opening import Field


def told_of(child: Child, feed: str, **values) -> None:
    (row,) = deliver(feed, values | {"name": child.name})
    Link.objects.create(row=row, child=child, method=Method.MODEL, probability=1, reason="一致。")


@pytest.fixture
def boy_with_rows(two_children) -> Child:
    child = two_children[0]
    told_of(
        child, "police", incident_number="J1", received_at="2025-11-03 20:00", incident_type="性侵害",
        minor_role="被侵害人", place="北滩旧砖厂", outcome="立案侦查", handling_unit="青禾派出所",
    )  # fmt: skip
    told_of(
        child, "health", reporting_unit="县医院", reported_on="2025-11-05", report_type="自伤自杀风险",
        assessment_level="高",
    )  # fmt: skip
    told_of(
        child, "police", incident_number="J2", received_at="2025-10-01", incident_type="盗窃",
        minor_role="行为人", place="集市", handling_unit="青禾派出所",
    )  # fmt: skip
    return child


SECRETS = ("性侵害", "被侵害人", "北滩旧砖厂", "立案侦查", "自伤自杀风险", "心理评估等级：高")


def test_the_file_says_that_something_is_masked_and_not_what(client, boy_with_rows, make_user):
    client.force_login(make_user("reviewer"))
    page = opened(client, boy_with_rows)
    assert [one for one in SECRETS if one in page] == []
    assert "受侵害情况，内容隐去。" in page and "心理评估和转介，内容隐去。" in page
    assert "盗窃" in page, "what he did himself is no secret of a victim"


@pytest.mark.parametrize(("field", "secret"), [("victim", "性侵害"), ("counsel", "自伤自杀风险")])
def test_a_reveal_shows_it_with_a_purpose_in_the_log(client, boy_with_rows, make_user, field, secret):
    client.force_login(make_user("reviewer"))
    opened(client, boy_with_rows)
    shown = client.post(f"{boy_with_rows.get_absolute_url()}reveal/", {"field": field}).content.decode()
    assert secret in shown
    entry = Entry.objects.get(action="children.reveal")
    assert entry.detail == {"field": field} and entry.purpose and secret not in str(entry.detail)


def test_nothing_is_revealed_before_a_purpose_is_stated(client, boy_with_rows, make_user):
    client.force_login(make_user("reviewer"))
    sent = client.post(f"{boy_with_rows.get_absolute_url()}reveal/", {"field": "victim"})
    assert sent.status_code == 302 and not Entry.objects.filter(action="children.reveal").exists()


def test_who_may_not_see_the_rows_reveals_none_of_them(client, boy_with_rows, make_user):
    client.force_login(make_user("township_officer", area="620799101"))
    page = opened(client, boy_with_rows)
    assert "内容隐去" not in page
    shown = client.post(f"{boy_with_rows.get_absolute_url()}reveal/", {"field": "victim"}).content.decode()
    assert [one for one in SECRETS if one in shown] == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minor_role": "被侵害人", "incident_type": "殴打他人"}, Field.VICTIM),
        ({"litigation_role": "被害人"}, Field.VICTIM),
        ({"report_type": "家庭暴力", "source": "12338"}, Field.VICTIM),
        ({"report_type": "疑似性侵害", "reporting_unit": "县医院"}, Field.VICTIM),
        ({"report_type": "心理转介", "reporting_unit": "县医院"}, Field.COUNSEL),
        ({"minor_role": "行为人", "incident_type": "家庭暴力"}, None),
        ({"report_type": "监护缺失"}, None),
        ({"litigation_role": "犯罪嫌疑人"}, None),
    ],
)
def test_what_is_masked(values, field):
    assert delicate(values) == field
