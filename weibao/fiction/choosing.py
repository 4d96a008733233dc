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
from weibao.fiction.standing import REVIEWED, Standing, month_end

TIER_1, TIER_2, TIER_3 = 53, 8, 5
RETURNED, EMPLOYED, CARE_ONLY = 1, 2, 2
DECLINED, VERIFIED = 8, 4
SCREENED = (2, 4, 6, 8, 10, 11)
"""The months at whose end the county is screened, beside a day early in January and the last day."""
HIGH = 5
"""Points of an orange level: from there on a child may be put forward as a young person in focus."""


class TooLittleHappenedError(ValueError):
    """The delivery holds too few children of a kind for the account's figures."""


class Chosen:
    """The children of the year by what is done for them; raises `TooLittleHappenedError` where there are too few.

    Nobody is chosen for two things, and nobody of whose rows one may hang on a person's linking.
    """

    def __init__(self, delivery: Delivery) -> None:
        self.day = delivery.as_of
        self.year = delivery.as_of.year
        self.children = {child.person_id: child for child in delivery.county.children}
        rows = delivery.accepted_rows()
        self.rows: dict[int, list[Row]] = {}
        for row in rows:
            self.rows.setdefault(row.person_id, []).append(row)
        # What schools and civil affairs report counts, for want of earlier reports, for the whole year before it.
        days = (dt.date(self.year, 1, 10), *(month_end(self.year, month) for month in SCREENED), self.day)
        self.standing = Standing(days, lambda _day: rows)
        self._sound = set(self.rows) - hard_to_link(delivery)
        self._choose()

    def points(self, person_id: int, track: str) -> int:
        """The points of a child on a track on the last day."""
        return self.standing.points(person_id, track, self.day)

    def raised(self, person_id: int) -> dt.date | None:
        """The first screening after which a reviewer can decide a child's behaviour; null where there is none."""
        return self.standing.first_decidable(
            person_id, BEHAVIOUR, dt.date(self.year, 1, 1), self.latest_decision
        )

    def raised_high(self, person_id: int, track: str, until: dt.date) -> dt.date | None:
        """The first screening in the year, not before the child's first serious act, that found it orange or red."""
        since = max(
            dt.date(self.year, 1, 1), (track == BEHAVIOUR and self.first_act(person_id)) or dt.date.min
        )
        return self.standing.first_decidable(person_id, track, since, until, HIGH)

    @property
    def latest_decision(self) -> dt.date:
        """The last screening of the year whose candidates are decided in it: a plan needs time before the year is out."""
        return dt.date(self.year, 10, 31)

    @property
    def early_decision(self) -> dt.date:
        """The same for whom a term of specialised education, or a search for school or work, still has to follow."""
        return dt.date(self.year, 6, 30)

    def ever_reviewed(self, person_id: int) -> bool:
        """Whether any screening of the year put the child's behaviour before a reviewer."""
        return any(self.standing.points(person_id, BEHAVIOUR, day) >= REVIEWED for day in self.standing.days)

    def first_act(self, person_id: int) -> dt.date | None:
        """The day of the first serious thing a child is reported to have done; null where there is none."""
        return min((day_of(row) for row in self.rows[person_id] if act_of(row)), default=None)

    def first_sign(self, person_id: int) -> dt.date | None:
        """The day of the first sign of misconduct; null where only attendance tells of it."""
        rows = self.rows[person_id]
        days = [r.values["received_at"] for r in rows if r.values.get("minor_role") == "走失人员"]
        days += [r.values["inspected_on"] for r in rows if r.feed == "venues"]
        return min(days, default=None)

    def misconduct(self, person_id: int, day: dt.date | None = None) -> tuple[LawItem, ...]:
        """The statutory words for a child's misconduct, by the rules that fired on a screening day (the last)."""
        finding = self.standing.finding(person_id, BEHAVIOUR, day or self.day)
        rules = finding.rules if finding else ()
        return tuple(item for rule, item in phrases.MISCONDUCT.items() if rule in rules)

    def serious_misconduct(self, person_id: int) -> tuple[LawItem, ...]:
        """The statutory words for what the police and the procuratorate reported of a child's own acts."""
        return serious_misconduct(self.rows[person_id])

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
        day, early, late = self.day, self.early_decision, self.latest_decision
        everyone = sorted(self._sound)

        def most(track: str) -> Callable[[int], int]:
            return lambda person: -self.points(person, track)

        acted = [p for p in everyone if self._age(p, day) >= 12 and self.serious_misconduct(p)]
        soon = [p for p in acted if self.raised_high(p, BEHAVIOUR, early)]
        dropped = [
            p
            for p in everyone
            if self._status(p) == "辍学"
            and 12 <= self._age(p, day) <= 15
            and self.standing.first_decidable(p, PROTECTION, dt.date(self.year, 1, 1), early)
        ]
        self.returned = self._take("返校", RETURNED, dropped, most(PROTECTION))
        # Work is open from sixteen on; who is at no school comes first.
        workable = [p for p in soon if self._age(p, dt.date(self.year, 9, 1)) >= 16]
        self.employed = self._take(
            "就业", EMPLOYED, workable, lambda p: (self._status(p) == "在读", most(BEHAVIOUR)(p))
        )
        self.tier_3 = self._take("第三级", TIER_3, soon, most(BEHAVIOUR))
        self.tier_2 = self.employed + self._take(
            "第二级",
            TIER_2 - EMPLOYED,
            [p for p in acted if self.raised_high(p, BEHAVIOUR, late)],
            most(BEHAVIOUR),
        )
        self.care = self._take(
            "关爱类重点青少年",
            CARE_ONLY,
            [p for p in everyone if self._age(p, day) >= 10 and self.raised_high(p, PROTECTION, late)],
            most(PROTECTION),
        )
        self.tier_1 = self._take(
            "第一级",
            TIER_1,
            [p for p in everyone if self._paired_in_school(p)],
            lambda p: (bool(self.serious_misconduct(p)), most(BEHAVIOUR)(p)),
        )
        yellow = [p for p in everyone if self._yellow(p, month_end(self.year, 10))]
        self.declined = self._take("不予确认", DECLINED, yellow, lambda p: p)
        yellow = [p for p in everyone if self._yellow(p, month_end(self.year, 11))]
        self.verified = self._take("核实", VERIFIED, yellow, lambda p: p)

    def _paired_in_school(self, person: int) -> bool:
        """Whether a school may take the child on for misconduct: on a reviewer's word where one had to see it first."""
        if self._status(person) != "在读" or self._age(person, self.day) < 10:
            return False
        raised = self.raised(person)
        return bool(self.misconduct(person, raised)) and (
            raised is not None or not self.ever_reviewed(person)
        )

    def _yellow(self, person: int, day: dt.date) -> bool:
        """Whether the child stood yellow for protection, and for nothing else."""
        return 3 <= self.standing.points(person, PROTECTION, day) <= 4 and not self.points(person, BEHAVIOUR)

    @property
    def focus(self) -> tuple[int, ...]:
        """The young people in focus."""
        return (*self.tier_3, *self.tier_2, *self.returned, *self.care)

    @property
    def not_prosecuted(self) -> list[Row]:
        """The rows by which the procuratorate decided, within the year, not to prosecute."""
        found = [r for rows in self.rows.values() for r in rows if r.values.get("decision") == "相对不起诉"]
        return [r for r in found if r.values["decided_on"].year == self.day.year]


def act_of(row: Row) -> str:
    """What police or procuratorate report of a child's own act; empty where a row tells of none."""
    if row.values.get("minor_role") == "行为人":
        return row.values["incident_type"]
    if row.values.get("litigation_role") == "犯罪嫌疑人":
        return row.values["case_type"]
    return ""


def day_of(row: Row) -> dt.date:
    """The day of a police incident or a case."""
    return row.values["received_at"] if row.feed == "police" else row.values["accepted_on"]


def serious_misconduct(rows: Iterable[Row]) -> tuple[LawItem, ...]:
    """The statutory words for what police and procuratorate report of a child's own acts."""
    return tuple(dict.fromkeys(phrases.SERIOUS_MISCONDUCT[act] for row in rows if (act := act_of(row))))


def hard_to_link(delivery: Delivery) -> set[int]:
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
