"""Who sees and does what in intervention. All records belong to a child: all reaches follow from it."""

from django.db.models import Q

from weibao.access.duties import Reach
from weibao.access.models import DutyAssignment, User
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
    """`school`, `police` and `education` are what each authority may do to its own tiers. A school reaches those that
    it opened also when the pupil has left: it has to end them."""

    actions = {
        "view": "tiers.view",
        "school": "tiers.school",
        "police": "tiers.police",
        "education": "tiers.education",
    }

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        covered = super().covered(user, duty, reach)
        return covered | Q(unit=duty.unit_id) if reach == Reach.SCHOOL else covered


@register(Outcome)
class OutcomePolicy(ChildRecordPolicy):
    actions = {"view": "plans.view"}


@register(NonProsecution)
class NonProsecutionPolicy(ChildRecordPolicy):
    actions = {"view": "sources.view"}
