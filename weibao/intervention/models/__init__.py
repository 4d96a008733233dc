"""What people decided to do for a child, and what came of it: one module a subject."""

from weibao.intervention.models.decisions import NonProsecution
from weibao.intervention.models.focus import OPEN_FOCUS, FocusEntry, FocusState
from weibao.intervention.models.outcomes import Outcome, OutcomeKind
from weibao.intervention.models.plans import (
    OPEN_PLAN,
    CareDuty,
    Goal,
    Measure,
    PlanState,
    SupportPlan,
    TaskTeam,
)
from weibao.intervention.models.tiers import Authority, Level, Tier, TierState
from weibao.intervention.models.visits import Manner, Visit, VisitState

__all__ = [
    "OPEN_FOCUS",
    "OPEN_PLAN",
    "Authority",
    "CareDuty",
    "FocusEntry",
    "FocusState",
    "Goal",
    "Level",
    "Manner",
    "Measure",
    "NonProsecution",
    "Outcome",
    "OutcomeKind",
    "PlanState",
    "SupportPlan",
    "TaskTeam",
    "Tier",
    "TierState",
    "Visit",
    "VisitState",
]
