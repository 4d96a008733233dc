"""Screening for support: transparent rules over the linked rows of the feeds. Pure: knows no Django.

rules      `default_rules`, `load_rules`, `parse_rules` · `to_data`, `to_text` · `settings`, `adjust` · `difference`
screening  `screen` → `Screening` · `rows_behind` · `explanation`, `explain` · `dry_run` → `DryRun`
looking    `figures`, `to_suspend`, `group_rates` over people's decisions · `assess` → the impact assessment
"""

from .difference import difference
from .dry_running import DryRun, dry_run
from .engine import Screening, ScreeningInputError, rows_behind, screen
from .explaining import Evidence, Explanation, explain, explanation
from .impact import Assessment, ColumnUse, FeedUse, assess
from .inputs import default_inputs, read_inputs
from .measures import Decision, Figures, GroupRates, figures, group_rates, to_suspend
from .parsing import default_rules, load_rules, parse_rules
from .ruleset import Rule, RuleError, RuleSet
from .writing import Setting, adjust, settings, to_data, to_text

__all__ = [
    "Assessment",
    "ColumnUse",
    "Decision",
    "DryRun",
    "Evidence",
    "Explanation",
    "FeedUse",
    "Figures",
    "GroupRates",
    "Rule",
    "RuleError",
    "RuleSet",
    "Screening",
    "ScreeningInputError",
    "Setting",
    "adjust",
    "assess",
    "default_inputs",
    "default_rules",
    "difference",
    "dry_run",
    "explain",
    "explanation",
    "figures",
    "group_rates",
    "load_rules",
    "parse_rules",
    "read_inputs",
    "rows_behind",
    "screen",
    "settings",
    "to_data",
    "to_suspend",
    "to_text",
]
