"""What people made of it in the twin counties: candidates researched, children helped."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.permissions.places import Place
from weibao.candidates import services as research
from weibao.candidates.models import (
    Candidate,
    Track,
)
from weibao.intervention import services as care
from weibao.intervention.care_kinds import care_kinds
from weibao.intervention.models import Goal, Measure
from weibao.intervention.services import Member
from weibao.intervention.statutes import LawItem


def research_in(place: Place) -> None:
    place.candidate = Candidate.objects.get(child=place.child, track=Track.PROTECTION)
    today = timezone.localdate()
    place.verification = research.ask_to_verify(
        actor=place.users["reviewer"], candidate=place.candidate, unit=place.unit,
        question=place.named("由谁照护？"), due_on=today + timedelta(days=3),
    )  # fmt: skip
    place.objection = research.record_objection(
        actor=place.users["reviewer"], candidate=place.candidate, objector=place.named("提出人"), relation="父亲",
        text=place.named("没有这回事。"), received_on=today,
    )  # fmt: skip


def help_in(place: Place) -> None:
    who, today = place.users, timezone.localdate()
    place.waiting = care.propose_focus(
        actor=who["reviewer"], child=place.proposed, grounds=place.named("需要合力。"), track="protection"
    )
    entry = care.propose_focus(
        actor=who["reviewer"], child=place.focused, grounds=place.named("需要合力。"), track="protection"
    )
    place.focus = care.confirm_focus(actor=who["coordinator"], entry=entry, reason=place.named("同意。"))
    place.plan = care.assign_lead(
        actor=who["reviewer"], plan=place.focus.support_plans.get(), lead=who["plan_lead"]
    )
    care.draft_plan(
        actor=who["plan_lead"], plan=place.plan, situation=place.named("由祖父母照护。"), until=today + timedelta(days=200),
        goals=[Goal(place.named("照护落实。"), today + timedelta(days=30))],
        measures=[Measure(place.named("每月入户。"), "village_cadre", today + timedelta(days=120))],
    )  # fmt: skip
    members = [
        Member(
            kind.key,
            place.named(f"成员{n}"),
            place.named("任务"),
            phone=place.phone(),
            unit=place.named("单位"),
        )
        for n, kind in enumerate(care_kinds().values())
    ]
    care.form_team(actor=who["plan_lead"], plan=place.plan, members=members)
    place.plan.refresh_from_db()
    place.visit = place.plan.visits.order_by("pk").first()
    care.record_outcome(
        actor=who["plan_lead"],
        plan=place.plan,
        outcome="returned_to_school",
        text=place.named("已返校。"),
        on=today,
    )
    place.tier = care.open_tier(
        actor=who["school_office"], child=place.focused, level=1, grounds=[LawItem("第28条", "屡次旷课逃学")],
        measures=[LawItem("第31条", "训导")], text=place.named("多次旷课。"), until=today + timedelta(days=180),
        paired_with=place.named("老师"),
    )  # fmt: skip
    place.serious = care.open_tier(
        actor=who["police"], child=place.proposed, level=2, grounds=[LawItem("第38条", "打骂恐吓或故意伤人")],
        measures=[LawItem("第41条", "训诫")], text=place.named("打伤同学。"), until=today + timedelta(days=180),
    )  # fmt: skip
