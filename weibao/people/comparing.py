"""A row and a child's file brought to the same fields, for `weibao.linkage.differences`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from weibao.linkage import Difference
from weibao.people.models import Child, Guardian

COMPARED = (
    *("name", "sex", "birth_date", "id_number", "id_number_raw", "guardian_name", "guardian_phone"),
    *("town", "village", "school_name", "grade"),
)


@dataclass(frozen=True)
class Line:
    """One compared field as the page shows it."""

    difference: Difference
    verdict: str
    css: str


def as_record(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as a linkage record; what it wrote, not what its ID number corrected."""
    record = {column: values[column] for column in COMPARED if values.get(column)}
    if values.get("home_address"):
        record["home_address"] = record["address"] = values["home_address"]
    for column in ("birth_date", "sex"):
        if values.get(f"{column}_written"):
            record[column] = values[f"{column}_written"]
    return record


def summary(child: Child, guardians: list[Guardian], values: Mapping[str, Any]) -> dict[str, Any]:
    """A child's file as a linkage record, with the guardian most like the one of these values."""
    phones = set((values.get("guardian_phone") or "").split())

    def likeness(guardian: Guardian) -> tuple[bool, bool]:
        return guardian.name == values.get("guardian_name"), bool(phones & set(guardian.phones.split()))

    guardian = max(guardians, key=likeness, default=None)
    return {
        "name": child.name,
        "sex": child.sex,
        "birth_date": child.birth_date,
        "id_number": child.id_number,
        "guardian_name": guardian.name if guardian else "",
        "guardian_phone": guardian.phones if guardian else "",
        "town": child.town,
        "village": child.village,
        "address": child.address,
        "school_name": child.school_name,
        "grade": child.grade,
    }


def told_apart(difference: Difference) -> Line:
    """A difference with its verdict in words; the colour never speaks alone."""
    words, css = {
        "same": (_("相同"), "plain"),
        "alike": (_("相近"), "yellow"),
        "different": (_("不同"), "red"),
        "missing": (_("一方未填"), "plain"),
    }[difference.verdict]
    return Line(difference, difference.note or words, css)
