"""The lines of a department's sheet in order: rows as written, with what a clerk loses, repeats and makes up between."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from weibao.fiction import names
from weibao.fiction.clerk import Clerk
from weibao.fiction.faults import Faults
from weibao.fiction.happenings import Row
from weibao.fiction.places import SCHOOLS

ACCEPTED, DUPLICATE, QUARANTINED, NOT_DATA = "accepted", "duplicate", "quarantined", "not_data"


@dataclass(slots=True)
class Line:
    """One line of a table: its cells by column, what should become of it and why, and the clean row behind it."""

    cells: dict[str, Any]
    fate: str
    reason: str = ""
    row: Row | None = None

    @property
    def regular(self) -> bool:
        """Whether it speaks of a child, so that a value may be left to the line above."""
        return self.fate in (ACCEPTED, DUPLICATE)


def write_lines(rows: list[Row], clerk: Clerk, faults: Faults, chance: random.Random) -> Iterator[Line]:
    """The lines that a clerk makes of clean rows."""
    for row in rows:
        cells = clerk.write(row)
        draw = chance.random()
        if draw < faults.impossible_dates:
            yield Line(clerk.spoil(cells, row.feed), QUARANTINED, "日期不存在")
        elif draw < faults.impossible_dates + faults.nameless:
            yield Line(cells | {"name": None}, QUARANTINED, "缺少姓名")
        else:
            yield Line(cells, ACCEPTED, row=row)
            if chance.random() < faults.duplicates:
                again = clerk.rewrite_dates(cells, row) if faults.level >= 2 else dict(cells)
                yield Line(again, DUPLICATE, "与上一行重复", row)
            if row.feed == "education" and chance.random() < faults.transferred:
                yield _transferred(row, cells, chance)
        if chance.random() < faults.nobodies:
            yield Line(_nobody(cells, row.feed, faults, chance), QUARANTINED, "姓名不指向任何人")
        if chance.random() < faults.blank_rows:
            yield Line({}, NOT_DATA, "空行")


def _nobody(cells: dict[str, Any], feed: str, faults: Faults, chance: random.Random) -> dict[str, Any]:
    invented = {"name": names.nobody(chance), "sex": "男"}
    if faults.level < 2 or feed in ("education", "civil_affairs") or chance.random() < 0.5:
        return invented
    unknown = {"birth_date", "id_number", "guardian_name", "guardian_phone", "home_address"}
    return {c: None if c in unknown else v for c, v in cells.items()} | invented


def _transferred(row: Row, cells: dict[str, Any], chance: random.Random) -> Line:
    school = row.child.school
    assert school is not None
    others = [s.name for s in SCHOOLS if s.kind == school.kind and s.name != school.name] or [school.name]
    change = {
        "school_name": chance.choice(others),
        "enrolment_status": "转出",
        "truant_periods": 0,
        "days_absent": 0,
    }
    return Line(cells | change, ACCEPTED, "另一学校登记为转出", replace(row, values=row.values | change))
