"""Verbs of protection: one module a subject."""

from weibao.protection.services.breaking import break_glass, explain_glass, review_glass
from weibao.protection.services.opening import ask_opening, decide_opening, read_sealed
from weibao.protection.services.requesting import ask_access, end_granted, grant_access, refuse_access
from weibao.protection.services.sealing import (
    find_due,
    seal_again_after,
    seal_by_notice,
    seal_delivered_again,
    seal_due,
)

__all__ = [
    "ask_access",
    "ask_opening",
    "break_glass",
    "decide_opening",
    "end_granted",
    "explain_glass",
    "find_due",
    "grant_access",
    "read_sealed",
    "refuse_access",
    "review_glass",
    "seal_again_after",
    "seal_by_notice",
    "seal_delivered_again",
    "seal_due",
]
