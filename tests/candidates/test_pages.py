"""Pages of research: who reaches them, what they show, how they answer."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.candidates.conftest import IN_TOWN, OTHER_TOWN, acted, harmed, registered, report, screened
from tests.queries import assert_constant
from weibao.access.models import DutyAssignment
from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE
from weibao.candidates.models import Candidate, Objection, State, Track, Verification
from weibao.candidates.services import ask_to_verify, confirm_candidate, record_objection


def opened(client, candidate: Candidate) -> str:
    """The candidate's page, its purpose stated."""
    client.post(candidate.get_absolute_url(), {"purpose": "review"})
    answer = client.get(candidate.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def verification(candidate, school) -> Verification:
    return ask_to_verify(
        actor=CONSOLE, candidate=candidate, unit=school, question="孩子现在由谁照护？",
        due_on=timezone.localdate() + timedelta(days=3),
    )  # fmt: skip


@pytest.fixture
def objection(candidate) -> Objection:
    return record_objection(
        actor=CONSOLE, candidate=candidate, objector="曾建国", relation="父亲", text="没有这回事",
        received_on=timezone.localdate(),
    )  # fmt: skip


def test_it_opens_only_after_its_purpose_is_stated_and_each_opening_is_logged(
    candidate, make_user, signed_in
):
    client = signed_in(make_user("reviewer"))
    asked = client.get(candidate.get_absolute_url()).content.decode()
    assert "查阅用途" in asked
    assert "家庭暴力" not in asked
    assert client.post(candidate.get_absolute_url(), {"purpose": "curiosity"}).status_code == 422
    assert "家庭暴力" in opened(client, candidate)
    entry = Entry.objects.get(action="candidates.open")
    assert (entry.target, entry.purpose) == (f"candidates.candidate:{candidate.pk}", "研判预警")


def test_it_says_first_why_then_points_rows_law_until_when_and_what_is_not_known(
    candidate, make_user, signed_in
):
    page = opened(signed_in(make_user("reviewer")), candidate)
    said = [
        "在“家庭暴力”警情 Ja 中登记为被侵害人（青禾派出所 2025年11月3日接警）。",
        "分值与依据",
        "《未成年人保护法》第11条",
        "侵害是否已经停止",
        "来源数据",
    ]
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    assert "有效至 2026年11月2日，2026年11月3日起自行失效。" in page


def test_behaviour_is_shown_only_with_protection_until_that_is_decided(make_child, make_user, signed_in):
    child = make_child()
    harmed(child)
    acted(child)
    screened()
    protection, behaviour = (Candidate.objects.get(track=track) for track in Track)
    client = signed_in(make_user("reviewer"))
    assert client.get(reverse("candidates:list")).context["count"] == 1
    assert client.get(behaviour.get_absolute_url()).url == protection.get_absolute_url()
    assert "“盗窃”" in opened(client, protection)
    refused = client.post(
        reverse("candidates:confirm", args=[behaviour.pk]), {"confirm-reason": "x", "confirm-then": "tier"}
    )
    assert refused.status_code == 422
    assert "请先对保护线作出决定" in refused.content.decode()
    confirm_candidate(actor=CONSOLE, candidate=protection, reason="属实", then="care")
    assert client.get(behaviour.get_absolute_url()).status_code == 200
    assert client.get(reverse("candidates:list")).context["count"] == 1


def test_a_reviewer_confirms_with_a_reason_and_what_follows(candidate, make_user, signed_in):
    client, address = signed_in(make_user("reviewer")), reverse("candidates:confirm", args=[candidate.pk])
    missing = client.post(address, {"confirm-reason": "", "confirm-then": "care"})
    assert missing.status_code == 422
    assert Candidate.objects.get().state == State.WAITING
    answer = client.post(address, {"confirm-reason": "入户属实", "confirm-then": "focus"})
    assert answer.url == candidate.get_absolute_url()
    page = opened(client, candidate)
    assert "入户属实" in page
    assert "确认需要帮助" not in page


def test_a_reviewer_declines_with_a_reason(candidate, make_user, signed_in):
    client = signed_in(make_user("reviewer"))
    address = reverse("candidates:decline", args=[candidate.pk])
    assert client.post(address, {"decline-reason": " "}).status_code == 422
    client.post(address, {"decline-reason": "已有照护"})
    assert Candidate.objects.get().state == State.DECLINED
    assert client.get(reverse("candidates:list")).context["count"] == 0
    assert client.get(reverse("candidates:list"), {"state": "declined"}).context["count"] == 1


def test_only_units_in_which_somebody_answers_are_offered(
    candidate, school, education_bureau, make_user, signed_in
):
    client, address = signed_in(make_user("reviewer")), reverse("candidates:ask", args=[candidate.pk])
    asked = {"ask-question": "谁照护？", "ask-due_on": timezone.localdate(), "ask-unit": school.pk}
    assert client.post(address, asked).status_code == 422
    make_user("school_office", unit=school)
    assert client.post(address, asked).url == candidate.get_absolute_url()
    assert Verification.objects.get().unit == school
    assert "谁照护？" in client.get(reverse("candidates:asked")).content.decode()


def test_the_asked_unit_answers_and_no_other_does(
    verification, school, education_bureau, make_user, signed_in
):
    address = verification.get_absolute_url()
    stranger = signed_in(make_user("education_office", unit=education_bureau))
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"answer": "x"}).status_code == 404
    assert stranger.get(reverse("candidates:verifications")).context["count"] == 0
    assert signed_in(make_user("leader")).get(address).status_code == 403
    client = signed_in(make_user("school_office", unit=school))
    assert client.get(reverse("candidates:verifications")).context["count"] == 1
    page = client.get(address).content.decode()
    assert "孩子现在由谁照护？" in page
    assert "家庭暴力" not in page
    assert "红色" not in page
    assert Entry.objects.filter(action="verifications.open", purpose="核实情况").exists()
    assert client.post(address, {"answer": ""}).status_code == 422
    client.post(address, {"answer": "随祖母生活，每天到校。"})
    assert Candidate.objects.get().state == State.WAITING
    assert client.post(address, {"answer": "再答"}).status_code == 422
    assert "随祖母生活" in opened(signed_in(make_user("reviewer")), verification.candidate)


def test_an_objection_is_recorded_and_answered_on_pages(candidate, make_user, signed_in):
    client = signed_in(make_user("reviewer"))
    page = reverse("candidates:object", args=[candidate.pk])
    assert client.get(page).status_code == 200
    told = {"objector": "曾建国", "relation": "父亲", "text": "没有这回事"}
    late = client.post(page, told | {"received_on": timezone.localdate() + timedelta(days=1)})
    assert late.status_code == 422
    address = client.post(page, told | {"received_on": timezone.localdate()}).url
    assert "有异议尚未答复" in opened(client, candidate)
    shown = client.get(address).content.decode()
    assert "在“家庭暴力”警情" in shown
    assert client.post(address, {"outcome": "partly", "answer": "已核对"}).status_code == 422
    row = candidate.child.signals.get().evidence[0]
    client.post(address, {"outcome": "upheld", "answer": "已核对，记错了人", "wrong_rows": [row]})
    assert "认定有误的数据" in client.get(address).content.decode()
    assert Candidate.objects.get().state == State.DECLINED


def test_the_queue_puts_protection_first_then_the_level(make_child, make_user, signed_in):
    red, yellow, behaving = make_child("红甲"), make_child("黄乙"), make_child("行丙")
    acted(behaving)
    registered(yellow)
    harmed(red)
    screened()
    client = signed_in(make_user("reviewer"))

    def names(**chosen: str) -> list[str]:
        answer = client.get(reverse("candidates:list"), chosen)
        return [row.record.child.name for row in answer.context["table"].rows]

    assert names() == ["红甲", "黄乙", "行丙"]
    assert names(track="behaviour") == ["行丙"]
    assert names(level="yellow") == ["黄乙", "行丙"]
    assert names(town="青禾镇", level="red") == ["红甲"]
    assert names(state="confirmed") == []
    assert names(sort="-points") == ["红甲", "行丙", "黄乙"]
    assert client.get(reverse("candidates:list"), {"level": "blue"}).context["filter"].errors


def test_no_page_lists_the_lowest_level_by_name(make_child, make_user, signed_in):
    report(make_child("蓝丁"), "education", enrolment_status="在读", truant_periods=12)
    screened()
    client = signed_in(make_user("reviewer"))
    for route in ("list", "asked", "rules"):
        assert "蓝丁" not in client.get(reverse(f"candidates:{route}")).content.decode()


def test_the_file_shows_the_signals_to_those_who_research_and_to_no_other(candidate, make_user, signed_in):
    child = candidate.child

    def page(client) -> str:
        client.post(child.get_absolute_url(), {"purpose": "help"})
        return client.get(child.get_absolute_url()).content.decode()

    assert "筛查信号" in page(signed_in(make_user("reviewer")))
    hidden = page(signed_in(make_user("township_officer", area=IN_TOWN)))
    assert "筛查信号" not in hidden
    assert "预警" not in hidden


def test_the_workbench_says_what_waits_for_whom(
    verification, objection, school, make_child, make_user, signed_in
):
    registered(make_child("单雨桐"))
    screened()
    reviewer = signed_in(make_user("reviewer")).get("/").content.decode()
    assert "保护线有 1 名对象等待研判" in reviewer
    assert "等待云岭县青禾中学答复 1 项核实" in reviewer
    assert "曾子涵 的异议要在期限前答复" in reviewer
    unit = signed_in(make_user("school_office", unit=school)).get("/").content.decode()
    assert "请核实 曾子涵 的情况并答复" in unit
    assert "研判" not in signed_in(make_user("leader")).get("/").content.decode()
    Verification.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    Candidate.objects.update(raised_on=timezone.localdate() - timedelta(days=80))
    reviewer = signed_in(make_user("reviewer")).get("/").content.decode()
    assert "请催办" in reviewer
    assert "快满 90 天仍未决定" in reviewer


def test_screening_by_hand_is_started_by_those_who_change_rules(
    make_child, make_user, signed_in, django_capture_on_commit_callbacks
):
    harmed(make_child(), on=(timezone.localdate() - timedelta(days=3)).isoformat())
    assert signed_in(make_user("reviewer")).post(reverse("candidates:screen")).status_code == 403
    client = signed_in(make_user("analyst"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("candidates:screen"))
    assert Candidate.objects.get().rules == "P3"
    assert "保护线 1 名" in client.get(answer.url).content.decode()


def test_a_refused_page_is_logged(candidate, make_user, signed_in):
    signed_in(make_user("reviewer", area=OTHER_TOWN)).get(candidate.get_absolute_url())
    assert Entry.objects.filter(outcome=Outcome.REFUSED, action="fetch.candidates.candidate").exists()


def test_pages_have_one_first_heading_labels_and_no_inline_script(
    verification, objection, school, make_user, signed_in
):
    user = make_user("reviewer", "analyst")
    DutyAssignment.objects.create(
        user=user, kind="school_office", unit=school, area_id="620799", purpose="履行职责"
    )
    client = signed_in(user)
    candidate = verification.candidate
    opened(client, candidate)
    routes = ("list", "asked", "verifications", "objections", "rules", "rules-change", "rules-groups")
    addresses = [reverse(f"candidates:{route}") for route in (*routes, "rule-versions")]
    addresses += [one.get_absolute_url() for one in (candidate, verification, objection)]
    addresses += [
        reverse("candidates:object", args=[candidate.pk]),
        reverse("candidates:rule-version", args=[1]),
        reverse("candidates:rule-suspend", args=["P3"]),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert len(re.findall(r"<h1", text)) == 1, address
        levels = [int(n) for n in re.findall(r"<h([1-6])", text)]
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (address, levels)
        assert "<style" not in text
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), address
        for kind, attributes in re.findall(r"<(input|select|textarea)([^>]*)>", text):
            if kind == "input" and re.search(r'type="(hidden|radio|checkbox)"', attributes):
                continue
            found = re.search(r'id="([^"]+)"', attributes)
            assert found or "aria-label" in attributes, (address, kind, attributes)
            assert not found or f'for="{found[1]}"' in text or "aria-label" in attributes, (address, found[1])


def test_the_lists_cost_the_same_for_few_and_many(make_child, school, make_user, signed_in):
    client = signed_in(make_user("reviewer", "analyst"))

    def grow(n: int = 5) -> None:
        for number in range(n):
            harmed(
                make_child(f"曾{Candidate.objects.count()}{number}"),
                key=f"{Candidate.objects.count()}{number}",
            )
        screened()
        for one in Candidate.objects.filter(state=State.WAITING)[:n]:
            ask_to_verify(
                actor=CONSOLE, candidate=one, unit=school, question="？", due_on=timezone.localdate()
            )
            record_objection(
                actor=CONSOLE, candidate=one, objector="甲", relation="父亲", text="异议",
                received_on=timezone.localdate(),
            )  # fmt: skip

    grow(2)
    for route in ("list", "asked", "objections", "rules", "rules-groups", "rule-versions"):
        assert_constant(client, reverse(f"candidates:{route}"), grow, f"candidates/{route}")


def test_a_candidates_page_costs_the_same_for_few_and_many_rows(candidate, make_user, signed_in):
    client = signed_in(make_user("reviewer"))
    opened(client, candidate)

    def grow() -> None:
        for number in range(4):
            harmed(candidate.child, key=f"more{number}")
        registered(candidate.child)
        screened()

    assert_constant(client, candidate.get_absolute_url(), grow, "candidates/detail")
