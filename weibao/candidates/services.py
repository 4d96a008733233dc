"""The services of screening and research, by verb."""

from weibao.candidates.clearing import clear_candidates, suspend_declined_rules
from weibao.candidates.deciding import (
    answer_verification,
    ask_to_verify,
    confirm_candidate,
    decline_candidate,
    open_candidate,
)
from weibao.candidates.objecting import answer_objection, effects_suspended, record_objection
from weibao.candidates.ruling import adopt_rules, resume_rule, rules_in_force, suspend_rule, version_in_force
from weibao.candidates.running import InTheFuture, last_run, run_screening

__all__ = [
    "InTheFuture",
    "adopt_rules",
    "answer_objection",
    "answer_verification",
    "ask_to_verify",
    "clear_candidates",
    "confirm_candidate",
    "decline_candidate",
    "effects_suspended",
    "last_run",
    "open_candidate",
    "record_objection",
    "resume_rule",
    "rules_in_force",
    "run_screening",
    "suspend_declined_rules",
    "suspend_rule",
    "version_in_force",
]
