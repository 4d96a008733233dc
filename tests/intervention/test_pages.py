"""Pages of intervention: who reaches them, what they show, how they answer."""

from datetime import date, timedelta

import pytest

from tests.forms import began_from
from tests.intervention.conftest import TODAY, at, text_of, tier_terms, written
from weibao.audit.models import Entry as LogEntry
from weibao.intervention import services
from weibao.intervention.care_kinds import care_kinds
from weibao.intervention.models import FocusEntry, FocusState, PlanState, SupportPlan, Tier, Visit, VisitState

# --- from proposal to the last visit, by page -----------------------------------------------------------------------


def test_from_proposal_to_release_by_page(child, reviewer, second, lead, signed_in, clock):
    client = signed_in(reviewer)
    answer = client.post(
        at("focus-propose", child.public_id), {"track": "protection", "grounds": "需要合力。"}
    )
    entry = FocusEntry.objects.get()
    assert answer.url == entry.get_absolute_url()
    assert "不能自己确认" in text_of(client, entry.get_absolute_url())

    client = signed_in(second)
    assert "同意列入" in text_of(client, entry.get_absolute_url())
    client.post(at("focus-confirm", entry.pk), {"reason": "同意。"})
    plan = SupportPlan.objects.get()

    client = signed_in(reviewer)
    assert "没有负责人" in text_of(client, "/")
    client.post(at("plan-lead", plan.pk), {"lead": lead.pk} | began_from(client, at("plan-lead", plan.pk)))

    client = signed_in(lead)
    assert "请为 林小雨 制定帮扶方案" in text_of(client, "/")
    text_of(client, at("plan-write", plan.pk))
    client.post(at("plan-write", plan.pk), plan_data())
    assert "请组建专班" in text_of(client, "/")
    assert "成员0" not in text_of(client, at("plan-team", plan.pk))
    client.post(at("plan-team", plan.pk), team_data() | began_from(client, at("plan-team", plan.pk)))
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_FORCE

    clock(date(2025, 7, 12))
    assert "回访 林小雨（7月）" in text_of(client, "/")
    visit = Visit.objects.get()
    assert "不需要定位，不需要拍照" in text_of(client, at("visit-record", visit.pk))
    client.post(at("visit-record", visit.pk), visit_data() | began_from(client, at("visit-record", visit.pk)))
    visit.refresh_from_db()
    assert visit.state == VisitState.DONE
    assert "入户" in text_of(client, plan.get_absolute_url())
    client.post(
        at("plan-outcome", plan.pk),
        {"outcome": "returned_to_school", "on": "2025-07-10", "text": "已返校。"},
    )
    assert "返校复学" in text_of(client, plan.get_absolute_url())

    client = signed_in(second)
    clock(date(2025, 12, 1))
    assert "期满" in text_of(client, "/")
    client.post(at("focus-renew", entry.pk), {"reason": "尚不稳固。"})
    client.post(at("focus-release", entry.pk), {"reason": "已回归正常生活。"})
    entry.refresh_from_db()
    plan.refresh_from_db()
    assert (entry.state, plan.state) == (FocusState.RELEASED, PlanState.ENDED)
    assert signed_in(lead).get(plan.get_absolute_url()).status_code == 404


def plan_data(**changes) -> dict:
    until = (TODAY + timedelta(days=90)).isoformat()
    return {
        "version": "0", "situation": "由祖父母照护。", "until": until,
        "goals-TOTAL_FORMS": "3", "goals-INITIAL_FORMS": "0",
        "goals-0-text": "照护落实。", "goals-0-until": until,
        "measures-TOTAL_FORMS": "3", "measures-INITIAL_FORMS": "0",
        "measures-0-text": "每月入户。", "measures-0-care_duty": "village_cadre", "measures-0-until": until,
    } | changes  # fmt: skip


def team_data(**changes) -> dict:
    data = {}
    for kind in care_kinds().values():
        data |= {f"{kind.key}-name": f"{kind.title}某", f"{kind.key}-task": kind.task}
    return data | changes


def visit_data(**changes) -> dict:
    return {
        "on": "2025-07-10", "manner": "入户", "met": "本人", "situation": "情绪平稳。", "next_step": "下月到校。",
    } | changes  # fmt: skip


def test_a_section_of_the_plan_is_edited_alone(running, lead, signed_in):
    client = signed_in(lead)
    page = text_of(client, at("plan-section", running.pk, "goals"))
    assert "基本情况</h2>" not in page
    data = plan_data(version="1") | {"goals-0-text": "按时到校。"}
    assert client.post(at("plan-section", running.pk, "goals"), data).status_code == 302
    running.refresh_from_db()
    assert [goal.text for goal in running.goal_list] == ["按时到校。"]
    assert running.situation == "由祖父母照护，学习跟不上，本人愿意改变。"
    assert client.get(at("plan-section", running.pk, "secrets")).status_code == 404


def test_two_people_editing_see_both_versions(running, lead, signed_in):
    client = signed_in(lead)
    written(running, lead, situation="另一人写的。")
    answer = client.post(at("plan-write", running.pk), plan_data(version="1", situation="我写的。"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "已改写过这份方案" in page
    assert "<td>另一人写的。</td><td>我写的。</td>" in page
    assert 'name="version" value="2"' in page


def test_what_is_wrong_with_a_plan_is_said_and_nothing_is_saved(plan, lead, signed_in):
    client = signed_in(lead)
    for changes in ({"until": ""}, {"goals-0-until": "2025-02-31"}, {"goals-0-text": ""}, {"version": "x"}):
        assert client.post(at("plan-write", plan.pk), plan_data(**changes)).status_code == 422
    plan.refresh_from_db()
    assert plan.state == PlanState.DUE


def test_a_member_is_named_by_account_or_the_form_says_what_is_wrong(plan, lead, teacher, signed_in):
    client = signed_in(lead)
    began = began_from(client, at("plan-team", plan.pk))
    answer = client.post(at("plan-team", plan.pk), team_data(**{"school_leader-account": "nobody"}) | began)
    assert answer.status_code == 422
    assert "没有这个账号" in answer.content.decode()
    empty = {key: "" for key in team_data() if key.endswith("-name")}
    assert (
        "至少填写一名" in client.post(at("plan-team", plan.pk), team_data(**empty) | began).content.decode()
    )
    client.post(at("plan-team", plan.pk), team_data(**{"school_leader-account": teacher.username}) | began)
    assert plan.team.duties.get(kind="school_leader").user == teacher
    assert teacher.username in text_of(client, at("plan-team", plan.pk))


def test_the_guardian_of_the_file_is_filled_in(plan, lead, signed_in):
    plan.child.guardians.create(name="林大山", phones="13911111111")
    assert "林大山" in text_of(signed_in(lead), at("plan-team", plan.pk))


def test_a_visit_out_of_its_month_is_refused_in_words_and_what_was_typed_stays(
    running, lead, signed_in, clock
):
    clock(date(2025, 7, 12))
    visit = running.visits.get()
    client = signed_in(lead)
    began = began_from(client, at("visit-record", visit.pk))
    answer = client.post(at("visit-record", visit.pk), visit_data(on="2025-06-30") | began)
    assert answer.status_code == 422
    assert "不能早于" in answer.content.decode()
    assert "下月到校。" in answer.content.decode()


def test_a_missed_visit_shows_its_reason(running, lead, signed_in, clock):
    clock(date(2025, 7, 20))
    client, visit = signed_in(lead), running.visits.get(due_month=date(2025, 7, 1))
    text_of(client, at("visit-miss", visit.pk))
    client.post(at("visit-miss", visit.pk), {"reason": "全家外出。"})
    assert "全家外出。" in text_of(client, visit.get_absolute_url())


def test_visits_are_listed_by_what_is_due(running, lead, signed_in, clock):
    services.visit_of(running, date(2025, 8, 1))
    clock(date(2025, 8, 12))
    client = signed_in(lead)
    for when, months in (("overdue", [7]), ("week", [8]), ("month", [8]), ("", [7, 8])):
        rows = client.get(at("visit-list"), {"when": when}).context["table"].rows
        assert [row.record.due_month.month for row in rows] == months, when


# --- tiers ----------------------------------------------------------------------------------------------------------


def test_the_school_chooses_among_its_statutory_measures_only(child, teacher, signed_in):
    client = signed_in(teacher)
    page = text_of(client, at("tier-open", child.public_id))
    assert "训导" in page
    assert "训诫" not in page
    assert "专门教育" not in page.split("法律还要求")[0]
    data = {
        "grounds": "第28条|屡次旷课逃学", "measures": "第31条|训导", "text": "多次旷课。", "on": "2025-06-16",
        "until": "2025-12-31", "paired_with": "张老师",
    }  # fmt: skip
    assert (
        client.post(at("tier-open", child.public_id), data | {"measures": "第41条|训诫"}).status_code == 422
    )
    assert client.post(at("tier-open", child.public_id), data).status_code == 302
    tier = Tier.objects.get()
    assert (tier.unit, tier.decided_by) == (teacher.unit, teacher)
    assert "第28条 屡次旷课逃学" in text_of(client, tier.get_absolute_url())


def test_a_road_of_another_authority_can_not_be_asked_for(child, teacher, signed_in):
    page = text_of(signed_in(teacher), f"{at('tier-open', child.public_id)}?way=corrective")
    assert "训导" in page
    assert "责令" not in page.split("法律还要求")[0]


def test_education_has_three_roads_and_each_asks_for_what_it_needs(
    child, educator, police_station, signed_in
):
    client = signed_in(educator)
    address = at("tier-open", child.public_id)
    assert "会同的公安机关" not in text_of(client, f"{address}?way=applied")
    assert "会同的公安机关" in text_of(client, f"{address}?way=decided")
    data = {
        "grounds": "第45条|触法而不满刑责年龄者", "measures": "第45条|委员会评估同意，教育会同公安决定",
        "text": "……", "on": "2025-06-16", "until": "2025-12-31", "evaluated_on": "2025-06-10",
        "jointly_with": police_station.pk,
    }  # fmt: skip
    assert client.post(f"{address}?way=corrective_school", data).status_code == 302


@pytest.mark.parametrize("query", ["林小雨", "linxiaoyu", "lxy"])
def test_an_authority_finds_the_child_by_searching(child, officer, signed_in, query):
    client = signed_in(officer)
    assert "林小雨" not in text_of(client, at("tier-find"))
    assert "林小雨" in text_of(client, f"{at('tier-find')}?q={query}")
    assert LogEntry.objects.filter(action="tier.find").exists()


def test_a_tier_is_kept_lowered_and_closed_by_page(child, officer, teacher, signed_in):
    from tests.intervention.test_tiers import SERIOUS

    tier = services.open_tier(actor=officer, child=child, **tier_terms(**SERIOUS))
    client = signed_in(officer)
    client.post(at("tier-keep", tier.pk), {"text": "继续。", "until": "2026-03-01"})
    client.post(at("tier-lower", tier.pk), {"text": "表现好转。"})
    assert signed_in(officer).get(at("tier-close", tier.pk)).status_code == 404
    client = signed_in(teacher)
    assert "已从上一级降级" in text_of(client, "/")
    data = {"text": "在校正常。", "on": "2025-06-16", "back_in_normal_life": "yes"}
    assert client.post(at("tier-close", tier.pk), data).status_code == 302
    tier.refresh_from_db()
    assert (tier.state, tier.back_in_normal_life) == ("closed", True)


def test_a_school_does_not_act_on_a_tier_of_the_police(child, officer, teacher, signed_in):
    from tests.intervention.test_tiers import SERIOUS

    tier = services.open_tier(actor=officer, child=child, **tier_terms(**SERIOUS))
    client = signed_in(teacher)
    assert client.get(tier.get_absolute_url()).status_code == 200
    for name in ("tier-keep", "tier-lower", "tier-close"):
        assert client.get(at(name, tier.pk)).status_code == 404
