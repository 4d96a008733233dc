"""Who sees and does what in intervention. All records belong to a child: all reaches follow from it."""

from weibao.access.policies import register
from weibao.intervention.models import (
    CareDuty,
    FocusEntry,
    NonProsecution,
    Outcome,
    SupportPlan,
    TaskTeam,
    Tier,
    Visit,
)
from weibao.people.policies import ChildRecordPolicy


@register(FocusEntry)
class FocusEntryPolicy(ChildRecordPolicy):
    actions = {"view": "plans.view", "propose": "focus.propose", "confirm": "focus.confirm"}


@register(SupportPlan)
class SupportPlanPolicy(ChildRecordPolicy):
    actions = {
        "view": "plans.view",
        "edit": "plans.edit",
        "assign": "plans.assign",
        "team": "teams.edit",
        "outcome": "outcomes.record",
    }


@register(TaskTeam)
class TaskTeamPolicy(ChildRecordPolicy):
    child = "plan__child"
    actions = {"view": "plans.view", "edit": "teams.edit"}


@register(CareDuty)
class CareDutyPolicy(ChildRecordPolicy):
    child = "team__plan__child"
    actions = {"view": "plans.view"}


@register(Visit)
class VisitPolicy(ChildRecordPolicy):
    child = "plan__child"
    actions = {"view": "visits.view", "record": "visits.record"}


@register(Tier)
class TierPolicy(ChildRecordPolicy):
    """`school`, `police` and `education` are what each authority may do to its own tiers."""

    actions = {
        "view": "tiers.view",
        "school": "tiers.school",
        "police": "tiers.police",
        "education": "tiers.education",
    }


@register(Outcome)
class OutcomePolicy(ChildRecordPolicy):
    actions = {"view": "plans.view"}


@register(NonProsecution)
class NonProsecutionPolicy(ChildRecordPolicy):
    actions = {"view": "sources.view"}
