"""Conditions on one row in plain Python: which alternative of a rule a row meets, for its explanation.

The engine decides in SQL; this never adds or takes away a signal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .periods import as_date
from .ruleset import Condition


def holds(condition: Condition, row: Mapping[str, Any], as_of: date) -> bool:
    """Whether a row meets a condition. Age is the child's, not the row's, and is taken as met."""
    if condition.operator == "age":
        return True
    value = row.get(condition.field)
    if value is None:
        return False
    if condition.operator == "in":
        return value in condition.values
    if condition.operator == "not_in":
        return value not in condition.values
    limit = int(condition.values[0])
    if condition.operator == "more_than_days_ago":
        return (as_of - as_date(value)).days > limit
    return value >= limit if condition.operator == "at_least" else value <= limit
