"""What of a row stands masked until a reader asks for it: that a child is a victim, and what counselling or an
assessment of the mind found (未成年人保护法第103条, 未成年人网络保护条例第36条)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weibao.people.opening import Field

VICTIM_ROLES = frozenset({"被侵害人", "被害人"})
DONE_TO = frozenset({"家庭暴力", "性侵害", "疑似虐待损伤", "疑似性侵害"})
"""What is done to a child, unless the row says that he did it."""
OFFENDER = "行为人"
TELLING = frozenset(
    {"incident_type", "minor_role", "litigation_role", "case_type", "report_type", "assessment_level"}
    | {"outcome", "decision", "place", "handling_status"}
)
"""The columns that tell it."""
HIDDEN = "****"


def delicate(values: Mapping[str, Any]) -> Field | None:
    """Under which of the masked fields a row falls; None: it is told as it is."""
    if VICTIM_ROLES & {values.get("minor_role"), values.get("litigation_role")}:
        return Field.VICTIM
    if values.get("minor_role") != OFFENDER and DONE_TO & {
        values.get("incident_type"),
        values.get("report_type"),
    }:
        return Field.VICTIM
    if values.get("assessment_level") or "reporting_unit" in values:
        return Field.COUNSEL
    return None
