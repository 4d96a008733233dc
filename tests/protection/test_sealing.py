"""Sealing: a sealed record is in no register any more; two people open it on a legal ground, for one reader, for a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.people.conftest import filed
from tests.people.deliveries import deliver
from tests.protection.conftest import NUMBER, REFUSED, link, notice
from weibao.access.models import User
from weibao.audit.models import Entry
from weibao.audit.services import SCHEDULE
from weibao.candidates.models import Candidate
from weibao.candidates.services import run_screening
from weibao.feeds.models import FeedRow
from weibao.intervention.models import Level, Tier, TierState
from weibao.people.matching import match_records
from weibao.people.models import Child, Link
from weibao.protection import services
from weibao.protection.models import DueSeal, Opening, Seal, SealedKey
from weibao.reporting.breakdowns import By, breakdowns
from weibao.reporting.declaring import find_indicator
from weibao.reporting.engine import Reader, number


@pytest.fixture
def judge(make_user) -> User:
    return make_user("court", name="法官庚")


def test_a_sealed_row_is_gone_with_its_links_versions_and_values(child, decided, prosecutor):
    older = FeedRow.objects.get(pk=decided.pk)
    older.pk, older.state = None, "superseded"
    older.save()
    notice(prosecutor)
    assert not FeedRow.objects.filter(feed="judicial").exists()
    assert not Link.objects.filter(child=child, row__feed="judicial").exists()
    assert Child.objects.get(pk=child.pk).name == child.name, "what else speaks of him stays"


def test_a_sealed_tier_takes_its_history_along(child, tier, prosecutor):
    tier.save()
    notice(prosecutor)
    assert not Tier.objects.exists() and not Tier.history.exists()


def test_other_kinds_and_what_still_stands_open_stay(child, tier, decided, prosecutor):
    Tier.objects.update(state=TierState.OPEN, closed_on=None)
    notice(prosecutor, "specialised_education", "penalty")
    assert Tier.objects.exists(), "specialised education that goes on is not sealed"
    assert FeedRow.objects.filter(feed="judicial").exists(), "the notice did not name non-prosecution"


def test_a_victim_s_records_are_not_sealed(child, prosecutor):
    (row,) = deliver(
        "judicial",
        {
            "case_number": "K1",
            "litigation_role": "被害人",
            "decision": "提起公诉",
            "decided_on": "2025-01-01",
        },
    )
    link(row, child)
    notice(prosecutor, "crime")
    assert FeedRow.objects.filter(feed="judicial").exists()


def test_a_notice_does_not_tell_whether_there_was_anything(child, decided, prosecutor, client):
    client.force_login(prosecutor)
    sent = {"id_number": NUMBER, "kinds": ["non_prosecution"], "document": "文号1"}
    first = client.post("/protection/seals/notice/", sent, follow=True).content
    second = client.post("/protection/seals/notice/", sent, follow=True).content
    assert not FeedRow.objects.filter(feed="judicial").exists()
    for page in (first, second):
        assert "已按通知书办理封存。" in page.decode() and child.name not in page.decode()


def test_only_the_authorities_seal(child, decided, make_user):
    for kind in ("coordinator", "reviewer", "analyst", "auditor", "security_admin", "system_admin", "leader"):
        with pytest.raises(PermissionDenied):
            notice(make_user(kind))
    assert FeedRow.objects.filter(feed="judicial").exists()


def test_the_same_row_delivered_again_stays_sealed(child, decided, prosecutor):
    notice(prosecutor)
    from weibao.feeds.arriving import stored

    (again,) = deliver(
        "judicial", {"case_number": "云检未〔2025〕7号", "name": child.name, "decision": "相对不起诉"}
    )
    again.natural_key = SealedKey.objects.get().natural_key
    again.save()
    stored(again.delivery)
    assert not FeedRow.objects.filter(feed="judicial").exists()
    assert Seal.objects.count() == 1


def test_a_file_of_which_nothing_else_speaks_is_sealed_with_it(county, prosecutor):
    (row,) = deliver(
        "judicial",
        {
            "case_number": "K9", "name": "邢天佑", "id_number": NUMBER, "sex": "男", "birth_date": "2011-05-06",
            "litigation_role": "犯罪嫌疑人", "decision": "相对不起诉", "decided_on": "2025-03-10",
        },
    )  # fmt: skip
    filed(row)
    notice(prosecutor)
    assert not Child.objects.exists() and not Child.history.exists()
    assert Seal.objects.get().child is None


def test_screening_forgets_the_evidence(child, theft, prosecutor):
    run_screening(actor=SCHEDULE, as_of=date(2025, 12, 31))
    assert Candidate.objects.filter(child=child, track="behaviour").exists(), (
        "the theft alone makes a candidate"
    )
    notice(prosecutor)
    assert not Candidate.objects.exists() and not Candidate.history.exists()
    run_screening(actor=SCHEDULE, as_of=date(2025, 12, 31))
    assert not Candidate.objects.exists()


def test_matching_does_not_bring_it_back(child, decided, theft, prosecutor):
    notice(prosecutor)
    match_records(actor=SCHEDULE)
    assert not Link.objects.filter(row__feed__in=("police", "judicial")).exists()


def test_figures_stay_right_without_a_name(child, tier, decided, prosecutor, client, make_user):
    keys = ("tier3_specialised_school", "tier3_back_in_normal_life", "relative_non_prosecutions")
    before = {key: number(find_indicator(key), 2025, Reader()) for key in keys}
    assert set(before.values()) == {1}
    notice(prosecutor)
    assert {key: number(find_indicator(key), 2025, Reader()) for key in keys} == before
    client.force_login(make_user("coordinator"))
    for key in keys:
        page = client.get(f"/figures/2025/{key}/").content.decode()
        assert child.name not in page
    rows = breakdowns(find_indicator(keys[0]), 2025, Reader(), [By.TOWN])[0].rows
    assert {row.group.mark: row.value for row in rows if row.value} == {"none": 1}, "counted in no town"


def test_a_child_who_still_counts_counts_once(child, tier, prosecutor):
    notice(prosecutor)
    Tier.objects.create(
        child=child, level=Level.OFFENCE, authority="education", grounds=[], measures=[], text="又一次",
        opened_on=date(2025, 10, 1), until=date(2026, 3, 1),
    )  # fmt: skip
    assert number(find_indicator("tier3_specialised_school"), 2025, Reader()) == 1


def test_who_sees_totals_is_not_told_of_a_single_sealed_child(child, tier, prosecutor, make_user):
    notice(prosecutor)
    reader = Reader.of(make_user("leader"))
    assert number(find_indicator("tier3_specialised_school"), 2025, reader) is None


# Opening


def opening(user: User) -> Opening:
    return services.ask_opening(
        actor=user, id_number=NUMBER, ground="《刑事诉讼法》第286条", document="云法函〔2026〕12号",
        reason="审理另案需要查明前科。", days=2,
    )  # fmt: skip


def test_two_people_open_a_seal_for_its_reader_alone_and_for_a_time(
    client, child, decided, prosecutor, judge, make_user, monkeypatch
):
    notice(prosecutor)
    asked = opening(judge)
    address = f"/protection/openings/{asked.public_id}/"
    client.force_login(judge)
    assert client.get(f"{address}read/").status_code == 404, "not before a second person approved"
    with pytest.raises(REFUSED):
        services.decide_opening(actor=judge, opening=asked, approve=True, reason="自己同意。")
    services.decide_opening(actor=prosecutor, opening=asked, approve=True, reason="文书齐全。")
    page = client.get(f"{address}read/").content.decode()
    assert "盗窃封存样本" in page and "相对不起诉" in page
    assert Entry.objects.filter(action="seals.open", actor=f"user:{judge.pk}", outcome="done").count() == 1
    for other in (prosecutor, make_user("court"), make_user("coordinator"), make_user("auditor")):
        client.force_login(other)
        assert client.get(f"{address}read/").status_code in (403, 404)
        assert "盗窃封存样本" not in client.get(f"{address}read/").content.decode()
    later = timezone.now() + timedelta(days=2, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(judge)
    assert client.get(f"{address}read/").status_code == 404


def test_nothing_sealed_and_something_sealed_look_the_same_until_it_is_read(
    client, child, judge, prosecutor, decided
):
    before = opening(judge)
    notice(prosecutor)
    after = opening(judge)
    client.force_login(judge)
    pages = [
        client.get(f"/protection/openings/{one.public_id}/").content.decode().count("等待另一人审批")
        for one in (before, after)
    ]
    assert pages[0] == pages[1] >= 1


def test_an_opening_needs_ground_and_document(client, judge):
    client.force_login(judge)
    sent = client.post("/protection/openings/ask/", {"id_number": NUMBER, "reason": "想看看。", "days": "1"})
    assert sent.status_code == 422 and not Opening.objects.exists()


# The clock


def test_what_has_ended_falls_due_and_is_sealed_from_the_list(child, tier, decided, prosecutor, client):
    waiting, sealed = services.find_due(actor=SCHEDULE, on=date(2025, 12, 1))
    assert (waiting, sealed) == (2, 0)
    due = DueSeal.objects.get(kind="specialised_education")
    assert due.due_on == date(2025, 8, 23)
    client.force_login(prosecutor)
    listed = client.get("/protection/seals/").content.decode()
    assert "专门教育" in listed and child.name not in listed
    sent = client.post(f"/protection/seals/due/{due.pk}/", {"document": "云教封〔2025〕1号"})
    assert sent.status_code == 302
    assert not Tier.objects.exists() and FeedRow.objects.filter(feed="judicial").exists()


def test_nothing_falls_due_before_its_day(child, tier):
    assert services.find_due(actor=SCHEDULE, on=date(2025, 8, 22)) == (0, 0)


def test_the_records_of_the_grown_are_sealed_by_themselves(child, tier, decided):
    waiting, sealed = services.find_due(actor=SCHEDULE, on=date(2029, 5, 6))
    assert waiting == 0 and sealed == 2
    assert not Tier.objects.exists() and not FeedRow.objects.filter(feed="judicial").exists()


def test_conditional_non_prosecution_waits_for_its_year_of_trial(child, decided):
    decided.values = decided.values | {"decision": "附条件不起诉"}
    decided.save()
    assert services.find_due(actor=SCHEDULE, on=date(2026, 3, 1)) == (0, 0)
    assert services.find_due(actor=SCHEDULE, on=date(2026, 3, 20)) == (1, 0)
