"""Who sees and does what in intervention. All records belong to a child: all reaches follow from it."""

from functools import reduce
from operator import or_

from django.db.models import QuerySet

from weibao.access.models import User
from weibao.access.policies import NOTHING, register
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
from weibao.people.models import Child
from weibao.people.policies import ChildPolicy, ChildRecordPolicy


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


def children_within(user: User, ability: str) -> QuerySet[Child]:
    """The children (files in use) over whom the user holds an ability that is no action on the file itself, such as
    that of an authority to open a tier. Fails closed like `restrict`."""
    policy = ChildPolicy()
    reaches = user.reaches(ability) if user.is_active else []
    covered = reduce(or_, (policy.covered(user, duty, reach) for duty, reach in reaches), NOTHING)
    return Child.objects.kept().filter(covered)
