"""Standing people of intervention's tests: one child, the reviewers, a plan lead, and plans in each state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse

from weibao.access.models import DutyAssignment, Unit, UnitKind, User
from weibao.intervention import services
from weibao.intervention.models import FocusEntry, Goal, Measure, SupportPlan, Tier
from weibao.intervention.services import Member
from weibao.intervention.statutes import LawItem
from weibao.people.models import Child
from weibao.people.search import write_tokens

TODAY = date(2025, 6, 16)
TRUANCY = LawItem("第28条", "屡次旷课逃学")
TALK = LawItem("第31条", "训导")
ASSAULT = LawItem("第38条", "打骂恐吓或故意伤人")
ADMONITION = LawItem("第41条", "训诫")
AGREED = LawItem("第43条", "专门教育指导委员会评估同意")


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Callable[[date], None]:
    """Today is a Monday in June 2025; `clock(day)` moves it."""
    now = [TODAY]
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_kwargs: now[0])

    def move(day: date) -> None:
        now[0] = day

    return move


@pytest.fixture
def make_user(make_user):
    """Users whose duties began before the tests' today."""

    def make(*kinds: str, **options) -> User:
        user = make_user(*kinds, **options)
        DutyAssignment.objects.filter(user=user).update(starts_on=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def child(county, school) -> Child:
    made = Child.objects.create(
        name="林小雨", letter="l", sex="女", birth_date=date(2010, 3, 1),
        area_code="620799101201", town="青禾镇", school=school, school_name=school.name,
    )  # fmt: skip
    write_tokens([made], new=True)
    return made


@pytest.fixture
def reviewer(make_user) -> User:
    return make_user("reviewer", name="审核员甲")


@pytest.fixture
def second(make_user) -> User:
    return make_user("coordinator", name="统筹员乙")


@pytest.fixture
def lead(make_user) -> User:
    return make_user("plan_lead", name="负责人丙")


@pytest.fixture
def police_station(county) -> Unit:
    return Unit.objects.create(
        name="青禾派出所", kind=UnitKind.DEPARTMENT, area_id="620799101", authority="police"
    )


@pytest.fixture
def officer(make_user, police_station) -> User:
    return make_user("police", unit=police_station, name="民警丁")


@pytest.fixture
def teacher(make_user, school) -> User:
    return make_user("school_office", unit=school, name="学校专干戊")


@pytest.fixture
def educator(make_user, education_bureau) -> User:
    return make_user("education_office", unit=education_bureau, name="经办人己")


@pytest.fixture
def proposed(child, reviewer) -> FocusEntry:
    return services.propose_focus(
        actor=reviewer, child=child, grounds="多部门反映，单一部门难以帮扶。", track="protection"
    )


@pytest.fixture
def entry(proposed, second) -> FocusEntry:
    return services.confirm_focus(actor=second, entry=proposed, reason="已另行查阅来源材料，同意列入。")


@pytest.fixture
def plan(entry, reviewer, lead) -> SupportPlan:
    """A plan that its lead has to write."""
    return services.assign_lead(actor=reviewer, plan=entry.support_plans.get(), lead=lead)


def written(plan: SupportPlan, lead: User, **changes) -> SupportPlan:
    start = changes.get("on") or TODAY
    content = {
        "situation": "由祖父母照护，学习跟不上，本人愿意改变。",
        "goals": [Goal("一个月内落实稳定的照护人。", start + timedelta(days=30))],
        "measures": [Measure("每月入户，协调家庭困难。", "village_cadre", start + timedelta(days=120))],
        "until": start + timedelta(days=200),
    }
    return services.draft_plan(actor=lead, plan=plan, **(content | changes))


def seven(**users: User) -> list[Member]:
    from weibao.intervention.care_kinds import care_kinds

    return [
        Member(kind.key, f"成员{place}", kind.task, phone="13900000000", user=users.get(kind.key))
        for place, kind in enumerate(care_kinds().values())
    ]


@pytest.fixture
def running(plan, lead) -> SupportPlan:
    """A plan in force with its team."""
    written(plan, lead)
    services.form_team(actor=lead, plan=plan, members=seven())
    plan.refresh_from_db()
    return plan


@pytest.fixture
def care(child, reviewer, lead) -> SupportPlan:
    """A plan of care, without focus, that its lead has to write."""
    return services.assign_lead(
        actor=reviewer, plan=services.open_care(actor=reviewer, child=child), lead=lead
    )


@pytest.fixture
def caring(care, lead) -> SupportPlan:
    """A plan of care in force with its team."""
    written(care, lead)
    services.form_team(actor=lead, plan=care, members=seven())
    care.refresh_from_db()
    return care


def tier_terms(**changes) -> dict:
    return {
        "level": 1, "grounds": [TRUANCY], "measures": [TALK], "text": "多次教育后仍旷课。",
        "until": TODAY + timedelta(days=180), "paired_with": "张老师",
    } | changes  # fmt: skip


@pytest.fixture
def tier(child, teacher) -> Tier:
    return services.open_tier(actor=teacher, child=child, **tier_terms())


def at(name: str, *args) -> str:
    return reverse(f"intervention:{name}", args=args)


def text_of(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()
