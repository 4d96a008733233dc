"""The clerk who writes a clean row down: dates in many forms, numbers mistyped, names with blanks and nicknames."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from weibao.fiction import names
from weibao.fiction.faults import Faults
from weibao.fiction.happenings import Row
from weibao.fiction.numbers import mistype_digit, transpose_digits
from weibao.fiction.population import Child, County
from weibao.fiction.records import wrong_birth_date

REGISTERS = ("education", "civil_affairs")
_SPREADSHEET_EPOCH = dt.date(1899, 12, 30)
_WIDE = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
_DATES = frozenset(
    "birth_date recognised_on last_visited_on received_at accepted_on decided_on reported_on inspected_on received_on".split()  # noqa: SIM905
)
_EVENT_DATES = {
    "civil_affairs": "recognised_on", "police": "received_at", "judicial": "accepted_on", "health": "reported_on",
    "venues": "inspected_on", "hotline": "received_on", "education": "birth_date",
}  # fmt: skip

_TEXT_FORMS: tuple[Callable[[dt.date], Any], ...] = (
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%Y/%m/%d}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: (d - _SPREADSHEET_EPOCH).days,
)
_DIRTIER_FORMS: tuple[Callable[[dt.date], Any], ...] = (
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d:%Y.%m.%d}",
    lambda d: f"{d:%Y年%m月%d日}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: f" {d:%Y-%m-%d} ",
    lambda d: f"{d:%Y-%m-%d} 00:00:00",
    lambda d: f"{d.year}年{d.month}月{d.day}日".translate(_WIDE),
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
)


def write_date(day: dt.date | None, chance: random.Random, faults: Faults) -> Any:
    """A date as a cell: a date, a serial number, or a text that still means this very day."""
    if day is None or chance.random() >= faults.dates_as_text:
        return day
    forms = _TEXT_FORMS if faults.level < 2 else _TEXT_FORMS + _DIRTIER_FORMS
    return chance.choice(forms)(day)


def tells(cell: Any, day: dt.date) -> bool:
    """Whether a cell is one of the ways to write this day."""
    return cell == day or any(cell == form(day) for form in _TEXT_FORMS + _DIRTIER_FORMS)


def impossible_date(chance: random.Random) -> str:
    """A date that there never was."""
    year = chance.randint(2009, 2021)
    return chance.choice(
        (f"{year}年2月31日", f"{year}-02-30", f"{year}1332", f"{year}/13/05", f"{year}.4.31", f"{year}-00-12")
    )


class Clerk:
    """Writes rows of one county with the faults of a delivery."""

    def __init__(self, county: County, faults: Faults, chance: random.Random) -> None:
        self._faults = faults
        self._chance = chance
        self._siblings: dict[int, list[Child]] = {}
        for child in county.children:
            self._siblings.setdefault(id(child.household), []).append(child)

    def write(self, row: Row) -> dict[str, Any]:
        """The row's cells by column: text, number, date or nothing. The child and the event stay those of the row."""
        chance, faults = self._chance, self._faults
        values = dict(row.values)
        event = row.feed not in REGISTERS
        hidden = row.feed in ("police", "venues", "health") and chance.random() < faults.name_only
        values["name"] = self._name(row.child.name)
        values["birth_date"] = self._birth_date(row.child, event)
        values["id_number"] = self._number(row.child, event)
        if hidden:
            values["birth_date"] = None
            values["id_number"] = chance.choice((None, "不详", "无"))
            values["sex"] = chance.choice((row.child.sex, None))
            if "guardian_phone" in values:
                values["guardian_phone"] = None
        elif "guardian_phone" in values:
            self._guardian(values, row.child)
        for column in _DATES & values.keys():
            values[column] = write_date(values[column], chance, faults)
        if faults.level >= 2:
            self._untidy(values)
        return values

    def rewrite_dates(self, cells: dict[str, Any], row: Row) -> dict[str, Any]:
        """The same cells again with the event's date written in another form: still the same row."""
        column = _EVENT_DATES[row.feed]
        if column == "birth_date":
            return dict(cells)
        return cells | {column: write_date(row.values[column], self._chance, self._faults)}

    def spoil(self, cells: dict[str, Any], feed: str) -> dict[str, Any]:
        """The same cells with a date that there never was."""
        return cells | {_EVENT_DATES[feed]: impossible_date(self._chance)}

    def _name(self, name: str) -> str:
        chance, faults = self._chance, self._faults
        draw = chance.random()
        if draw < faults.homophone:
            name = names.homophone(name, chance)
        elif draw < faults.homophone + faults.lookalike:
            name = names.lookalike(name, chance)
        elif draw < faults.homophone + faults.lookalike + faults.traditional:
            name = names.traditional(name)
        if chance.random() < faults.blanks_in_name:
            blank = chance.choice(("  ", " ", "\u3000", "\u00a0")) if faults.level >= 2 else "  "
            if len(name) == 2:
                return name[0] + blank + name[1]
            return f" {name}" if chance.random() < 0.8 else f"{name}{blank}"
        if chance.random() < faults.nickname:
            return name + names.nickname(chance, in_many_forms=faults.level >= 2)
        return name

    def _birth_date(self, child: Child, event: bool) -> dt.date | None:
        chance, faults = self._chance, self._faults
        if event and chance.random() < faults.blank_birth_date_event:
            return None
        if chance.random() < faults.wrong_birth_date:
            return wrong_birth_date(child.birth_date, chance)
        return child.birth_date

    def _number(self, child: Child, event: bool) -> Any:
        chance, faults, number = self._chance, self._faults, child.id_number
        if chance.random() < (faults.missing_number_event if event else faults.missing_number_register):
            return chance.choice(
                (None, None, None, "无", "不详") if not event else (None, None, "无", "不详")
            )
        draw = chance.random()
        for share, change in (
            (faults.short_number, lambda n: n[:-1]),
            (faults.mistyped_number, lambda n: mistype_digit(n, chance)),
            (faults.transposed_number, lambda n: transpose_digits(n, chance)),
            (faults.siblings_number, lambda n: self._siblings_number(child)),
            (faults.float_number, lambda n: float(n[:17] + "0")),
            (faults.blanks_in_number, lambda n: f"{n[:6]} {n[6:14]} {n[14:]}"),
            (faults.apostrophe, lambda n: f"'{n}"),
            (faults.wide_digits, lambda n: n.translate(_WIDE)),
        ):
            if draw < share:
                return change(number)
            draw -= share
        if number.endswith("X") and chance.random() < faults.lower_case_x:
            return number.lower()
        return number

    def _siblings_number(self, child: Child) -> str:
        others = [c for c in self._siblings[id(child.household)] if c is not child]
        return self._chance.choice(others).id_number if others else child.id_number

    def _guardian(self, values: dict[str, Any], child: Child) -> None:
        chance, faults = self._chance, self._faults
        guardians = child.household.guardians
        who = guardians[1] if chance.random() < faults.other_guardian else guardians[0]
        if "guardian_name" in values:
            values["guardian_name"] = who[0]
        if "guardian_relation" in values:
            values["guardian_relation"] = who[1]
        phone: Any = who[2]
        if chance.random() < faults.missing_phone:
            phone = None
        elif chance.random() < faults.two_phones:
            phone += chance.choice(("/", "、", " ", "；")) if faults.level >= 2 else "/"
            phone += guardians[0][2] if who is guardians[1] else guardians[1][2]
        elif chance.random() < faults.dashes_in_phone:
            phone = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
        elif chance.random() < faults.phone_as_number:
            phone = float(phone)
        values["guardian_phone"] = phone

    def _untidy(self, values: dict[str, Any]) -> None:
        """Blanks that cannot be seen around texts, and counts written as text."""
        chance = self._chance
        for column in ("village", "place", "home_address", "guardian_name", "incident_type", "finding"):
            if values.get(column) and chance.random() < 0.01:
                values[column] += chance.choice((" ", "\u3000", "\u00a0"))
        for column in ("truant_periods", "days_absent"):
            if column in values and chance.random() < 0.03:
                number = values[column]
                values[column] = chance.choice((str(number), str(number).translate(_WIDE), float(number)))
