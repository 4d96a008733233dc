"""What other rules would do, before they are adopted."""

from __future__ import annotations

from datetime import date

from weibao.candidates.gathering import gather
from weibao.candidates.ruling import rules_in_force
from weibao.screening import DryRun, RuleSet, dry_run


def try_rules(rules: RuleSet, *, as_of: date) -> DryRun:
    """Screen by the rules in force and by others over the same rows; nothing is stored."""
    material = gather()
    return dry_run(material.events, material.children, rules_in_force(), rules, as_of)
