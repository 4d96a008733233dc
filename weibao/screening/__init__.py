"""Screening for support: transparent rules over the linked rows of the feeds. Pure: knows no Django."""

from .engine import Screening, ScreeningInputError, rows_behind, screen
from .inputs import default_inputs, read_inputs
from .parsing import default_rules, load_rules, parse_rules
from .ruleset import Rule, RuleError, RuleSet

__all__ = [
    "Rule",
    "RuleError",
    "RuleSet",
    "Screening",
    "ScreeningInputError",
    "default_inputs",
    "default_rules",
    "load_rules",
    "parse_rules",
    "read_inputs",
    "rows_behind",
    "screen",
]
