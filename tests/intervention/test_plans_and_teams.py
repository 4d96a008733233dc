"""One person, one plan, one team: written, in force with its team, ended with everything it gave."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.intervention.conftest import TODAY, seven, written
from weibao.access.policies import can
from weibao.access.services import close_account
from weibao.audit.services import CONSOLE
from weibao.intervention import services
from weibao.intervention.care_kinds import care_kinds, care_title, read_kinds
from weibao.intervention.models import CareDuty, Goal, Measure, PlanState, VisitState
from weibao.machines import CannotAct, ChangedMeanwhile
from weibao.people.models import Child, ChildAccess


def test_the_lead_sees_the_child_from_the_day_he_is_named_and_a_former_lead_no_longer(plan, lead, make_user):
    child = plan.child
    assert can(lead, "view", child)
    other = make_user("plan_lead")
    assert not can(other, "view", child)
    services.assign_lead(actor=CONSOLE, plan=plan, lead=other)
    assert can(other, "view", child)
    assert not can(lead, "view", child)


def test_only_who_holds_the_duty_can_lead(entry, reviewer, teacher):
    with pytest.raises(CannotAct, match="没有“专班负责人”职责"):
        services.assign_lead(actor=reviewer, plan=entry.support_plans.get(), lead=teacher)


@pytest.mark.parametrize("duty", ["coordinator", "plan_lead", "township_officer", "leader"])
def test_only_reviewers_assign_leads(entry, lead, make_user, duty):
    with pytest.raises(PermissionDenied):
        services.assign_lead(actor=make_user(duty), plan=entry.support_plans.get(), lead=lead)


def test_a_plan_takes_force_when_it_is_written_and_its_team_is_formed(plan, lead):
    plan = written(plan, lead)
    assert (plan.state, plan.version) == (PlanState.DRAFT, 1)
    services.form_team(actor=lead, plan=plan, members=seven())
    plan.refresh_from_db()
    assert (plan.state, plan.begun_on) == (PlanState.IN_FORCE, TODAY)
    assert plan.visits.get().due_on == date(2025, 7, 16)


def test_the_team_may_come_first(plan, lead):
    services.form_team(actor=lead, plan=plan, members=seven())
    plan.refresh_from_db()
    assert plan.state == PlanState.DUE
    assert written(plan, lead).state == PlanState.IN_FORCE


def test_each_version_stays_in_the_history_whole(running, lead):
    written(running, lead, situation="已能主动求助。")
    versions = [(one.version, one.situation) for one in running.history.order_by("history_id")]
    assert versions[-1] == (2, "已能主动求助。")
    assert (1, "由祖父母照护，学习跟不上，本人愿意改变。") in versions


def test_a_plan_changed_meanwhile_is_not_overwritten(running, lead):
    written(running, lead, situation="第二版。", version=1)
    with pytest.raises(ChangedMeanwhile, match="负责人丙"):
        written(running, lead, situation="也想改。", version=1)
    running.refresh_from_db()
    assert running.situation == "第二版。"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"goals": []}, "至少写一项目标"),
        ({"measures": []}, "至少写一项目标"),
        ({"until": TODAY}, "不能早于"),
        ({"until": TODAY + timedelta(days=401)}, "不能晚于"),
        ({"goals": [Goal("返校。", TODAY + timedelta(days=300))]}, "晚于方案的执行期"),
        ({"measures": [Measure("入户。", "uncle", TODAY + timedelta(days=30))]}, "没有“uncle”"),
        ({"on": TODAY - timedelta(days=1)}, "不能早于"),
    ],
)
def test_what_a_plan_must_hold(plan, lead, changes, words):
    with pytest.raises(CannotAct, match=words):
        written(plan, lead, **changes)
    plan.refresh_from_db()
    assert plan.state == PlanState.DUE


def test_members_with_an_account_see_the_child_until_the_team_or_their_part_in_it_ends(
    care, lead, teacher, officer
):
    services.form_team(actor=lead, plan=care, members=seven(school_leader=teacher, police_officer=officer))
    child = care.child
    assert can(officer, "view", child)
    services.form_team(actor=lead, plan=care, members=seven(school_leader=teacher))
    assert not can(officer, "view", child)
    assert ChildAccess.objects.in_force().filter(user=teacher, child=child).exists()
    services.end_plan(actor=CONSOLE, plan=care, reason="迁出本县。")
    assert not ChildAccess.objects.in_force().filter(child=child).exists()


def test_changing_a_task_keeps_the_member_and_changing_the_person_ends_the_former(plan, lead):
    services.form_team(actor=lead, plan=plan, members=seven())
    first = CareDuty.objects.get(kind="guardian")
    members = seven()
    members[0] = services.Member("guardian", first.name, "换一件事。")
    services.form_team(actor=lead, plan=plan, members=members)
    assert CareDuty.objects.get(kind="guardian", ended_on=None).pk == first.pk
    members[0] = services.Member("guardian", "新的监护人", "照护。")
    services.form_team(actor=lead, plan=plan, members=members)
    first.refresh_from_db()
    assert first.ended_on == TODAY
    assert CareDuty.objects.get(kind="guardian", ended_on=None).name == "新的监护人"


def test_a_team_names_each_kind_once_and_only_known_kinds(plan, lead, make_user):
    for members, words in (
        ([], "至少填写一名"),
        ([services.Member("guardian", "甲", "照护。")] * 2, "只能各有一人"),
        ([services.Member("uncle", "甲", "照护。")], "没有“uncle”"),
    ):
        with pytest.raises(CannotAct, match=words):
            services.form_team(actor=lead, plan=plan, members=members)
    gone = make_user("team_member")
    close_account(actor=CONSOLE, user=gone)
    with pytest.raises(CannotAct, match="已停用"):
        services.form_team(
            actor=lead, plan=plan, members=[services.Member("social_worker", "甲", "陪伴。", user=gone)]
        )


def test_ending_a_plan_ends_everything_that_it_gave(caring, lead, reviewer, teacher, clock):
    services.form_team(actor=lead, plan=caring, members=seven(school_leader=teacher))
    clock(date(2025, 8, 20))
    services.let_visits_fall_due(actor=CONSOLE)
    ended = services.end_plan(actor=lead, plan=caring, reason="目标达成。")
    assert ended.state == PlanState.ENDED
    assert list(caring.visits.values_list("state", flat=True)) == [
        VisitState.MISSED,
        VisitState.MISSED,
        VisitState.DROPPED,
    ]
    caring.team.refresh_from_db()
    assert caring.team.ended_on == date(2025, 8, 20)
    assert not caring.team.duties.filter(ended_on=None).exists()
    for user in (lead, teacher):
        assert not ChildAccess.objects.in_force().filter(user=user).exists()
    with pytest.raises(CannotAct):
        services.end_plan(actor=reviewer, plan=caring, reason="再结束一次。")
    with pytest.raises(PermissionDenied):
        services.end_plan(actor=lead, plan=caring, reason="再结束一次。")


def test_a_lead_ends_what_runs_but_does_not_call_off_what_he_has_to_write(care, lead, reviewer):
    with pytest.raises(CannotAct):
        services.end_plan(actor=lead, plan=care, reason="不想写。")
    assert services.end_plan(actor=reviewer, plan=care, reason="迁出。").state == PlanState.ENDED


def test_nobody_in_focus_is_left_without_a_plan(running, lead, reviewer, second):
    for actor in (lead, reviewer):
        with pytest.raises(CannotAct, match="先办理退出"):
            services.end_plan(actor=actor, plan=running, reason="目标达成。")
    services.release_focus(actor=second, entry=running.entry, reason="好转。", keep_plan=True)
    assert services.end_plan(actor=lead, plan=running, reason="目标达成。").state == PlanState.ENDED


def test_a_plan_runs_on(running, lead):
    until = running.until + timedelta(days=60)
    assert services.extend_plan(actor=lead, plan=running, until=until).until == until
    with pytest.raises(CannotAct, match="不能晚于"):
        services.extend_plan(actor=lead, plan=running, until=TODAY + timedelta(days=500))


def test_care_without_focus_has_a_plan_of_its_own_once(child, reviewer):
    plan = services.open_care(actor=reviewer, child=child)
    assert plan.entry is None
    with pytest.raises(CannotAct, match="已有帮扶方案"):
        services.open_care(actor=reviewer, child=child)


def test_nothing_is_opened_on_a_file_that_leads_to_another(child, reviewer):
    other = Child.objects.create(name="林小雨", area_code=child.area_code)
    child.merged_into = other
    child.save()
    with pytest.raises(CannotAct, match="合并后的档案"):
        services.open_care(actor=reviewer, child=child)


def test_the_seven_kinds_are_data_and_a_county_may_count_otherwise(tmp_path):
    assert len(care_kinds()) == 7
    assert care_title("guardian") == "监护人"
    assert care_title("given_up") == "given_up"
    own = tmp_path / "care_duties.yaml"
    own.write_text("aunt: {title: 邻家阿姨}\n", encoding="utf-8")
    assert [one.title for one in read_kinds(own).values()] == ["邻家阿姨"]


def test_the_seven_kinds_are_those_of_the_invented_year():
    from weibao.fiction.history import CARE_DUTIES

    assert {key: kind.title for key, kind in care_kinds().items()} == CARE_DUTIES
