"""Chooses whom the invented year is about: children whose delivered rows justify what is done for them."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from weibao.fiction import phrases
from weibao.fiction.clerk import tells
from weibao.fiction.delivery import Delivery
from weibao.fiction.happenings import Row
from weibao.fiction.history import BEHAVIOUR, PROTECTION, LawItem
from weibao.fiction.numbers import is_valid
from weibao.fiction.oracle import Finding, screen

TIER_1, TIER_2, TIER_3 = 53, 8, 5
RETURNED, EMPLOYED, CARE_ONLY = 1, 2, 2
DECLINED, VERIFYING = 8, 6


class TooLittleHappenedError(ValueError):
    """The delivery holds too few children of a kind for the account's figures."""


class Chosen:
    """The children of the year by what is done for them; raises `TooLittleHappenedError` where there are too few.

    Nobody is chosen for two things, and nobody of whose rows one may hang on a person's linking.
    """

    def __init__(self, delivery: Delivery) -> None:
        self.day = delivery.as_of
        self.children = {child.person_id: child for child in delivery.county.children}
        self.rows: dict[int, list[Row]] = {}
        for row in delivery.accepted_rows():
            self.rows.setdefault(row.person_id, []).append(row)
        self._standing: dict[int, dict[str, Finding]] = {}
        for finding in screen(delivery.accepted_rows(), delivery.as_of):
            self._standing.setdefault(finding.person_id, {})[finding.track] = finding
        self._sound = set(self._standing) - _hard_to_link(delivery)
        self._choose()

    def points(self, person_id: int, track: str) -> int:
        """The points of a child on a track."""
        finding = self._standing.get(person_id, {}).get(track)
        return finding.points if finding else 0

    def rules(self, person_id: int) -> set[str]:
        """The rules that fired for a child on the behaviour track."""
        finding = self._standing.get(person_id, {}).get(BEHAVIOUR)
        return set(finding.rules) if finding else set()

    def first_act(self, person_id: int) -> dt.date | None:
        """The day of the first serious thing a child is reported to have done; null where there is none."""
        rows = self.rows[person_id]
        days = [r.values["received_at"] for r in rows if r.values.get("minor_role") == "行为人"]
        days += [r.values["accepted_on"] for r in rows if r.values.get("litigation_role") == _SUSPECT]
        return min(days, default=None)

    def first_sign(self, person_id: int) -> dt.date | None:
        """The day of the first sign of misconduct; null where only attendance tells of it."""
        rows = self.rows[person_id]
        days = [r.values["received_at"] for r in rows if r.values.get("minor_role") == "走失人员"]
        days += [r.values["inspected_on"] for r in rows if r.feed == "venues"]
        return min(days, default=None)

    def misconduct(self, person_id: int) -> tuple[LawItem, ...]:
        """The statutory words for a child's misconduct, by the rules that fired."""
        return tuple(item for rule, item in phrases.MISCONDUCT.items() if rule in self.rules(person_id))

    def serious_misconduct(self, person_id: int) -> tuple[LawItem, ...]:
        """The statutory words for what the police and the procuratorate reported of a child's own acts."""
        rows = self.rows[person_id]
        kinds = [r.values["incident_type"] for r in rows if r.values.get("minor_role") == "行为人"]
        kinds += [r.values["case_type"] for r in rows if r.values.get("litigation_role") == _SUSPECT]
        return tuple(dict.fromkeys(phrases.SERIOUS_MISCONDUCT[k] for k in kinds))

    def _status(self, person_id: int) -> str | None:
        return next(
            (r.values["enrolment_status"] for r in self.rows[person_id] if r.feed == "education"), None
        )

    def _age(self, person_id: int, day: dt.date) -> int:
        return self.children[person_id].age_on(day)

    def _take(
        self, what: str, count: int, able: Iterable[int], order: Callable[[int], Any]
    ) -> tuple[int, ...]:
        found = sorted((p for p in able if p in self._sound), key=lambda p: (order(p), p))[:count]
        if len(found) < count:
            raise TooLittleHappenedError(
                f"虚构数据里可作“{what}”的儿童只有 {len(found)} 名，需要 {count} 名，请增加儿童人数或事件"
            )
        self._sound -= set(found)
        return tuple(found)

    def _choose(self) -> None:
        day, year = self.day, self.day.year
        everyone = sorted(self._sound)
        autumn = dt.date(year, 9, 1)

        def most(track: str) -> Callable[[int], int]:
            return lambda person: -self.points(person, track)

        high = [p for p in everyone if max(self.points(p, BEHAVIOUR), self.points(p, PROTECTION)) >= 5]
        acted = [p for p in high if self._age(p, day) >= 12 and self.serious_misconduct(p)]
        early = [p for p in acted if (self.first_act(p) or day) < dt.date(year, 7, 1)]
        dropped = [p for p in everyone if self._status(p) == "辍学" and 12 <= self._age(p, day) <= 15]
        self.returned = self._take("返校", RETURNED, dropped, most(PROTECTION))
        # Work is open from sixteen on; who is at no school comes first.
        workable = [p for p in early if self._age(p, autumn) >= 16]
        self.employed = self._take(
            "就业", EMPLOYED, workable, lambda p: (self._status(p) == "在读", most(BEHAVIOUR)(p))
        )
        self.tier_3 = self._take("第三级", TIER_3, early, most(BEHAVIOUR))
        self.tier_2 = self.employed + self._take("第二级", TIER_2 - EMPLOYED, acted, most(BEHAVIOUR))
        young = [p for p in high if self._age(p, day) >= 10]
        self.care = self._take("关爱类重点青少年", CARE_ONLY, young, most(PROTECTION))
        pupils = [p for p in everyone if self._status(p) == "在读" and self._age(p, day) >= 10]
        self.tier_1 = self._take(
            "第一级",
            TIER_1,
            [p for p in pupils if self.misconduct(p)],
            lambda p: (bool(self.serious_misconduct(p)), most(BEHAVIOUR)(p)),
        )
        yellow = [
            p for p in everyone if 3 <= self.points(p, PROTECTION) <= 4 and not self.points(p, BEHAVIOUR)
        ]
        self.declined = self._take("不予确认", DECLINED, yellow, lambda p: p)
        self.verifying = self._take("核实中", VERIFYING, yellow, lambda p: p)

    @property
    def focus(self) -> tuple[int, ...]:
        """The young people in focus."""
        return (*self.tier_3, *self.tier_2, *self.returned, *self.care)

    @property
    def not_prosecuted(self) -> list[Row]:
        """The rows by which the procuratorate decided, within the year, not to prosecute."""
        found = [r for rows in self.rows.values() for r in rows if r.values.get("decision") == "相对不起诉"]
        return [r for r in found if r.values["decided_on"].year == self.day.year]


_SUSPECT = "犯罪嫌疑人"


def _hard_to_link(delivery: Delivery) -> set[int]:
    """Children of whose rows one carries neither their own good number nor both their name and birth date."""
    found = set()
    for *_where, line in delivery.lines():
        if line.row is None:
            continue
        child, cells = line.row.child, line.cells
        number = _plain(cells["id_number"])
        by_name = (
            not is_valid(number)
            and _plain(cells["name"]) == child.name
            and tells(cells["birth_date"], child.birth_date)
        )
        if number != child.id_number and not by_name:
            found.add(child.person_id)
    return found


def _plain(cell: Any) -> str:
    return unicodedata.normalize("NFKC", str(cell or "")).replace(" ", "").strip("'").upper()
