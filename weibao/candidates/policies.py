"""Who sees candidates and what belongs to them, who decides, who changes rules."""

from django.db.models import Q

from weibao.access.duties import Reach
from weibao.access.models import DutyAssignment, User
from weibao.access.policies import Policy, register
from weibao.candidates.models import (
    Candidate,
    ImpactAssessment,
    Objection,
    RuleSuspension,
    RuleVersion,
    ScreeningRun,
    Signal,
    Verification,
)
from weibao.people.policies import ChildRecordPolicy


@register(Candidate)
class CandidatePolicy(ChildRecordPolicy):
    actions = {"view": "candidates.view", "decide": "candidates.decide", "object": "objections.answer"}


@register(Signal)
class SignalPolicy(ChildRecordPolicy):
    actions = {"view": "candidates.view"}


@register(Verification)
class VerificationPolicy(ChildRecordPolicy):
    """The asked unit answers; those who decide see what was asked."""

    child = "candidate__child"
    unit = "unit"
    actions = {"view": "candidates.view", "answer": "verifications.answer"}


@register(Objection)
class ObjectionPolicy(ChildRecordPolicy):
    child = "candidate__child"
    actions = {"view": "candidates.view", "answer": "objections.answer"}


class RulesPolicy(Policy):
    """Rules, their runs and assessments name no child: they are the whole county's."""

    actions = {"view": "rules.view", "change": "rules.change"}

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        return Q(pk__isnull=False)


for model in (RuleVersion, RuleSuspension, ScreeningRun, ImpactAssessment):
    register(model)(RulesPolicy)
