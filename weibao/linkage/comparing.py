"""Two rows side by side, field by field, for the page on which a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from weibao.linkage.names import name_alikeness, simplify
from weibao.linkage.numbers import is_one_slip_apart

FIELDS = {
    "name": "姓名",
    "sex": "性别",
    "birth_date": "出生日期",
    "id_number": "身份证号",
    "guardian_name": "监护人姓名",
    "guardian_phone": "监护人电话",
    "town": "乡镇",
    "village": "村（社区）",
    "address": "住址",
    "school_name": "学校",
    "grade": "年级",
}
SAME, ALIKE, DIFFERENT, MISSING = "same", "alike", "different", "missing"


@dataclass(frozen=True)
class Difference:
    """One field of two rows. `left` and `right` are runs of (text, whether it differs)."""

    field: str
    label: str
    verdict: str  # same, alike, different or missing
    note: str  # what makes them alike, a short Chinese phrase or ""
    left: tuple[tuple[str, bool], ...]
    right: tuple[tuple[str, bool], ...]


def differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Difference]:
    """Compare two rows (mappings with the columns of the records table).

    Gives every field of `FIELDS` that at least one row fills; a usable number is preferred to
    what was written but unusable (`id_number_raw`).
    """
    compared = []
    for field, label in FIELDS.items():
        left, right = _text(a, field), _text(b, field)
        if not left and not right:
            continue
        verdict, note = _verdict(field, left, right)
        marks = _marks(left, right) if left and right else (_plain(left), _plain(right))
        compared.append(Difference(field, label, verdict, note, *marks))
    return compared


def _text(row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    if value is None and field == "id_number":
        value = row.get("id_number_raw")
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _plain(text: str) -> tuple[tuple[str, bool], ...]:
    return ((text, False),) if text else ()


def _verdict(field: str, left: str, right: str) -> tuple[str, str]:
    if not left or not right:
        return MISSING, "一方没有填写"
    if left == right:
        return SAME, ""
    if field in ("name", "guardian_name"):
        alike = name_alikeness(simplify(left), simplify(right))
        if alike >= 2:
            return ALIKE, {4: "繁体与简体", 3: "读音相同", 2: "读音或用字相近"}[alike]
    if field == "guardian_phone" and set(left.split()) & set(right.split()):
        return ALIKE, "有一个号码相同"
    if field == "id_number" and is_one_slip_apart(left, right):
        return ALIKE, "只差一处，可能是笔误"
    if (
        field == "birth_date"
        and sum(x == y for x, y in zip(left.split("-"), right.split("-"), strict=False)) == 2
    ):
        return ALIKE, "年、月、日只有一项不同"
    if field in ("address", "village", "town") and (
        simplify(left).endswith(simplify(right)) or simplify(right).endswith(simplify(left))
    ):
        return ALIKE, "一方写得更全"
    return DIFFERENT, ""


def _marks(left: str, right: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    ours: list[tuple[str, bool]] = []
    theirs: list[tuple[str, bool]] = []
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if left[i:j]:
            ours.append((left[i:j], tag != "equal"))
        if right[k:m]:
            theirs.append((right[k:m], tag != "equal"))
    return tuple(ours), tuple(theirs)
