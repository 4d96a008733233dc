"""What screening proposes and what people make of it."""

from weibao.candidates.models.asking import Objection, ObjectionOutcome, Verification, WrongRow
from weibao.candidates.models.proposing import (
    KEPT_UNDECIDED,
    OPEN_STATES,
    Because,
    Candidate,
    Level,
    Signal,
    State,
    Then,
    Track,
)
from weibao.candidates.models.remembering import DecisionRecord, DeclinedMark, Ending
from weibao.candidates.models.rules import ImpactAssessment, RuleSuspension, RuleVersion, ScreeningRun

__all__ = [
    "KEPT_UNDECIDED",
    "OPEN_STATES",
    "Because",
    "Candidate",
    "DecisionRecord",
    "DeclinedMark",
    "Ending",
    "ImpactAssessment",
    "Level",
    "Objection",
    "ObjectionOutcome",
    "RuleSuspension",
    "RuleVersion",
    "ScreeningRun",
    "Signal",
    "State",
    "Then",
    "Track",
    "Verification",
    "WrongRow",
]
