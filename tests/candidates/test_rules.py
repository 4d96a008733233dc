"""Rules: versions, changes with a preview, suspension, figures, groups, the assessment of impact."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.candidates.conftest import acted, harmed, registered, screened
from weibao.audit.services import CONSOLE, SCHEDULE
from weibao.candidates.models import (
    Candidate,
    DecisionRecord,
    ImpactAssessment,
    RuleSuspension,
    RuleVersion,
    ScreeningRun,
)
from weibao.candidates.ruling import CannotChange, keep_assessment, renew_assessment
from weibao.candidates.services import (
    adopt_rules,
    confirm_candidate,
    decline_candidate,
    rules_in_force,
    suspend_rule,
    version_in_force,
)
from weibao.screening import adjust, default_rules


def changed(**numbers: int):
    return adjust(default_rules(), {path.replace("__", "/"): value for path, value in numbers.items()})


def numbers_sent(client, **changes: int) -> dict[str, int | str]:
    """What the form of numbers sends, with some changed by their path."""
    shown = client.get(reverse("candidates:rules-change")).context
    form = shown["form"]
    wanted = {path.replace("__", "/"): value for path, value in changes.items()}
    numbers = {name: wanted.get(one.path, one.value) for name, one in form.numbers.items()}
    return numbers | {"seen": shown["seen"]}


def test_the_shipped_rules_are_version_one_by_themselves(county):
    version = version_in_force()
    assert (version.number, version.sha, version.adopted_by) == (1, default_rules().version, None)
    assert version_in_force() == version
    assert rules_in_force() == default_rules()


def test_a_change_is_a_new_version_with_reason_and_an_assessment_kept_three_years(county, make_user):
    analyst = make_user("analyst")
    version = adopt_rules(actor=analyst, rules=changed(levels__yellow=4), reason="黄色过多")
    assert (version.number, version.adopted_by, version.note) == (2, analyst, "黄色过多")
    assert rules_in_force().levels["yellow"] == 4
    assessment = ImpactAssessment.objects.get(version=version_in_force())
    assert assessment.version == version
    assert assessment.keep_until.year == assessment.drawn_up_on.year + 3
    with pytest.raises(CannotChange, match="完全相同"):
        adopt_rules(actor=analyst, rules=changed(levels__yellow=4), reason="再来")


def test_rules_are_changed_by_those_who_may(county, make_user):
    with pytest.raises(PermissionDenied):
        adopt_rules(actor=make_user("reviewer"), rules=changed(levels__yellow=4), reason="x")
    assert not RuleVersion.objects.filter(number=2).exists()


def test_every_run_keeps_the_version_it_used(make_child):
    registered(make_child())
    assert screened().version.number == 1
    adopt_rules(actor=CONSOLE, rules=changed(levels__yellow=4), reason="黄色过多")
    run = screened()
    assert run.version.number == 2
    assert ScreeningRun.objects.count() == 2
    assert Candidate.objects.get().state == "lapsed"


def test_a_suspended_rule_gives_no_signals(make_child):
    harmed(make_child())
    suspend_rule(actor=CONSOLE, rule="P3", reason="报送口径变了")
    assert screened().counts["protection"]["red"] == 0
    with pytest.raises(CannotChange, match="已经暂停"):
        suspend_rule(actor=CONSOLE, rule="P3", reason="再停")
    with pytest.raises(CannotChange, match="没有编号"):
        suspend_rule(actor=CONSOLE, rule="X9", reason="没有的")


def test_the_shipped_rules_are_assessed_before_they_are_first_applied(county):
    assert version_in_force().assessments.count() == 1


def test_the_assessment_is_drawn_up_from_the_definitions_and_once_for_what_says_the_same(county):
    first = renew_assessment(actor=SCHEDULE)
    assert keep_assessment(version_in_force()) == first
    assert first.content["gaps"] == []
    tables = {t["title"]: t for s in first.content["sections"] for t in s["tables"]}
    assert len(tables["数据源"]["rows"]) == 7
    assert len(tables["规则"]["rows"]) == 15


def test_the_rules_page_tells_each_rule_with_its_figures(make_child, make_user, signed_in):
    for number in range(3):
        harmed(make_child(f"曾{number}"), key=str(number))
    screened()
    one, other, _waiting = Candidate.objects.order_by("pk")
    confirm_candidate(actor=CONSOLE, candidate=one, reason="属实", then="care")
    decline_candidate(actor=CONSOLE, candidate=other, reason="误报")
    answer = signed_in(make_user("coordinator")).get(reverse("candidates:rules"))
    told = {line.rule.id: line for line in answer.context["told"]}
    figures = told["P3"].figures
    assert (figures.candidates, figures.confirmed, figures.declined) == (3, 1, 1)
    assert told["P3"].share == "50%"
    page = answer.content.decode()
    assert "未成年人角色为被侵害人" in page
    assert "自事件当日起 365 天内有效" in page
    assert "修改数值" not in page


@pytest.mark.parametrize(
    ("duty", "seeing", "changing"),
    [
        ("coordinator", 200, 403),
        ("reviewer", 200, 403),
        ("analyst", 200, 200),
        ("liaison", 403, 403),
        ("leader", 403, 403),
        ("system_admin", 403, 403),
    ],
)
def test_rules_pages_open_by_duty(county, make_user, signed_in, duty, seeing, changing):
    assessment = renew_assessment(actor=SCHEDULE)
    client = signed_in(make_user(duty))
    for route in ("rules", "rules-groups", "rule-versions"):
        assert client.get(reverse(f"candidates:{route}")).status_code == seeing
    assert client.get(assessment.get_absolute_url()).status_code == seeing
    assert client.get(assessment.version.get_absolute_url()).status_code == seeing
    assert client.get(reverse("candidates:rules-change")).status_code == changing
    assert client.get(reverse("candidates:rule-suspend", args=["P3"])).status_code == changing


def test_a_change_is_previewed_before_it_is_made(make_child, make_user, signed_in):
    registered(make_child())
    acted(make_child("单雨桐"))
    screened()
    client, address = signed_in(make_user("analyst")), reverse("candidates:rules-change")
    sent = numbers_sent(client, levels__yellow=4)
    preview = client.post(address, sent)
    page = preview.content.decode()
    assert "黄色的最低分由 3 分改为 4 分。" in page
    assert preview.context["counts"][0][1]["lower"] == 1
    assert preview.context["counts"][1][1]["lower"] == 0
    assert not RuleVersion.objects.filter(number=2).exists()
    assert Candidate.objects.filter(state="waiting").count() == 2
    assert client.post(address, sent | {"adopt": "1", "reason": ""}).status_code == 422
    assert client.post(address, sent | {"adopt": "1", "reason": "黄色过多"}).url == reverse(
        "candidates:rules"
    )
    assert version_in_force().note == "黄色过多"
    assert (
        "黄色的最低分由 3 分改为 4 分。" in client.get(reverse("candidates:rule-versions")).content.decode()
    )


def test_of_two_who_change_the_rules_the_second_sees_what_the_first_put_in_force(
    county, make_user, signed_in
):
    client, address = signed_in(make_user("analyst")), reverse("candidates:rules-change")
    mine = numbers_sent(client, levels__yellow=2)
    adopt_rules(actor=make_user("analyst", name="林研判"), rules=changed(levels__yellow=4), reason="黄色过多")
    answer = client.post(address, mine | {"adopt": "1", "reason": "黄色过少"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "林研判在" in page
    assert "<td>4</td><td>2</td>" in page
    assert version_in_force().number == 2
    again = mine | {"seen": answer.context["seen"], "adopt": "1", "reason": "黄色过少"}
    assert client.post(address, again).status_code == 302
    assert version_in_force().number == 3


def test_numbers_that_cannot_be_are_refused_with_what_is_wrong(county, make_user, signed_in):
    client, address = signed_in(make_user("analyst")), reverse("candidates:rules-change")
    wrong = client.post(address, numbers_sent(client, levels__yellow=9))
    assert wrong.status_code == 422
    assert "逐级降低" in wrong.content.decode()
    same = client.post(address, numbers_sent(client))
    assert "没有改动任何数值" in same.content.decode()


def test_a_rule_is_suspended_and_resumed_on_its_page(county, make_user, signed_in):
    client = signed_in(make_user("analyst"))
    suspend, resume = (reverse(f"candidates:rule-{what}", args=["P3"]) for what in ("suspend", "resume"))
    assert client.get(resume).status_code == 404
    assert client.post(suspend, {"reason": ""}).status_code == 422
    client.post(suspend, {"reason": "报送口径变了"})
    assert "报送口径变了" in client.get(reverse("candidates:rules")).content.decode()
    client.post(resume, {"reason": "已核对"})
    assert RuleSuspension.objects.get().resume_reason == "已核对"
    assert client.get(reverse("candidates:rule-suspend", args=["X9"])).status_code == 404


def test_groups_are_compared_with_a_warning_beyond_chance(make_child, make_user, signed_in):
    for number in range(40):
        girl = make_child(f"女{number}", sex="女")
        make_child(f"男{number}")
        if number < 20:
            harmed(girl, key=str(number))
    run = screened()
    assert run.groups["protection"]["sex"] == {"女": [20, 40], "男": [0, 40]}
    page = signed_in(make_user("coordinator")).get(reverse("candidates:rules-groups")).content.decode()
    assert "差别超出偶然" in page
    assert "女最高" in page


def test_counts_of_the_whole_county_are_for_who_reads_the_whole_county(client, county, make_user):
    for rules, ending in (("P3", "confirmed"), ("P3", "declined")):
        DecisionRecord.objects.create(
            track="protection", level="red", rules=rules, ending=ending,
            raised_on=date(2025, 11, 1), ended_on=date(2025, 11, 9),
        )  # fmt: skip
    pages = {}
    for area in ("620799", "620799101"):
        client.force_login(make_user("reviewer", area=area))
        pages[area] = client.get("/candidates/rules/").content.decode()
    assert "全部规则" in pages["620799"] and "<td>1</td>" in pages["620799"]
    assert "全部规则" not in pages["620799101"] and "<td>1</td>" not in pages["620799101"]
