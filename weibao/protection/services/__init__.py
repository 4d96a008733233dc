"""Verbs of protection: one module a subject."""

from weibao.protection.services.breaking import break_glass, explain_glass, review_glass
from weibao.protection.services.requesting import ask_access, end_granted, grant_access, refuse_access

__all__ = [
    "ask_access",
    "break_glass",
    "end_granted",
    "explain_glass",
    "grant_access",
    "refuse_access",
    "review_glass",
]
