"""Who may take a file in, and in whose name."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.feeds.making import EDUCATION, pupil, text_file
from weibao.access.models import Unit, UnitKind
from weibao.access.policies import restrict
from weibao.audit.models import Entry, Outcome
from weibao.feeds.models import Delivery, FeedRow
from weibao.feeds.services import import_file

POLICE = ("警情编号", "接警时间", "警情类别", "未成年人角色", "姓名")


@pytest.fixture
def police_bureau(county) -> Unit:
    return Unit.objects.create(name="云岭县公安局", kind=UnitKind.DEPARTMENT, area=county, authority="police")


@pytest.fixture
def send(county, tmp_path):
    def make(actor, feed="education", **how):
        path = text_file(tmp_path / "a.csv", EDUCATION, pupil())
        if feed == "police":
            path = text_file(tmp_path / "b.csv", POLICE, ("JQ1", "2025-12-05", "盗窃", "行为人", "曾子涵"))
        return import_file(actor=actor, feed=feed, path=path, **how)

    return make


def test_a_liaison_imports_for_the_own_unit(send, make_user, education_bureau):
    receipt = send(make_user("liaison", unit=education_bureau))
    assert (receipt.delivery.unit, receipt.accepted) == (education_bureau, 1)


def test_a_school_sends_its_own_list(send, make_user, school):
    receipt = send(make_user("school_office", unit=school))
    assert (receipt.delivery.unit, receipt.delivery.area_id) == (school, "620799101")


def test_a_unit_that_does_not_own_the_feed_is_refused_and_the_refusal_logged(send, make_user, police_bureau):
    with pytest.raises(PermissionDenied, match="您所在的单位不报送“学籍与考勤”这类数据。"):
        send(make_user("liaison", unit=police_bureau))
    assert not Delivery.objects.exists()
    assert Entry.objects.get(action="feeds.import").outcome == Outcome.REFUSED


def test_nobody_sends_in_anothers_name(send, make_user, education_bureau, police_bureau):
    with pytest.raises(PermissionDenied, match="您不能以“云岭县公安局”的名义报送"):
        send(make_user("liaison", unit=education_bureau), unit=police_bureau)


def test_an_analyst_sends_for_any_unit_and_for_none(send, make_user, office, police_bureau):
    analyst = make_user("analyst")
    assert send(analyst).delivery.unit is None
    assert send(analyst, "police", unit=police_bureau).delivery.unit == police_bureau


def test_an_analyst_of_one_town_does_not_send_for_the_county(send, make_user, education_bureau):
    analyst = make_user("analyst", area="620799101")
    with pytest.raises(PermissionDenied):
        send(analyst, unit=education_bureau)
    assert send(analyst).delivery.area_id == "620799101"


@pytest.mark.parametrize(
    "duty", ["coordinator", "reviewer", "plan_lead", "township_officer", "children_officer", "leader", "auditor", "system_admin"]
)  # fmt: skip
def test_other_duties_do_not_import(send, make_user, duty):
    with pytest.raises(PermissionDenied):
        send(make_user(duty))
    assert not Delivery.objects.exists()


def test_a_revoked_duty_gives_nothing(send, make_user, education_bureau):
    user = make_user("liaison", unit=education_bureau)
    user.duties.update(revoked_at="2026-01-01T00:00:00Z")
    with pytest.raises(PermissionDenied):
        send(user)


def test_deliveries_and_rows_are_seen_by_the_unit_and_the_county_only(
    send, make_user, education_bureau, police_bureau
):
    sender = make_user("liaison", unit=education_bureau)
    send(sender)
    seen = {
        "sender": sender,
        "analyst": make_user("analyst"),
        "police": make_user("liaison", unit=police_bureau),
        "town": make_user("analyst", area="620799101"),
        "admin": make_user("system_admin"),
    }
    for model, count in ((Delivery, 1), (FeedRow, 2)):
        counts = {who: restrict(model.objects.all(), user, "view").count() for who, user in seen.items()}
        assert counts == {"sender": count, "analyst": count, "police": 0, "town": 0, "admin": 0}


def test_nobody_mends_anothers_delivery(send, make_user, education_bureau, school):
    delivery = send(make_user("liaison", unit=education_bureau)).delivery
    with pytest.raises(PermissionDenied):
        send(make_user("school_office", unit=school), mends=delivery)
