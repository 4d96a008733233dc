"""Where the invented children stand on the days on which their county was screened."""

import datetime as dt
from collections.abc import Callable, Iterable

from weibao.fiction.happenings import Row
from weibao.fiction.history import PROTECTION
from weibao.fiction.oracle import Finding, screen

REVIEWED = 3
"""Points from which on a child goes to a reviewer."""


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


class Standing:
    """The findings of every screening day; `rows_on` gives the rows that speak of a day."""

    def __init__(self, days: Iterable[dt.date], rows_on: Callable[[dt.date], list[Row]]) -> None:
        self.days = tuple(sorted(days))
        self._found: dict[dt.date, dict[tuple[int, str], Finding]] = {
            day: {(f.person_id, f.track): f for f in screen(_telling(rows_on(day)), day)} for day in self.days
        }

    def finding(self, person_id: int, track: str, day: dt.date) -> Finding | None:
        """What the screening of a day found of a child on a track."""
        return self._found[day].get((person_id, track))

    def points(self, person_id: int, track: str, day: dt.date) -> int:
        """The points of that finding; 0 where there is none."""
        finding = self.finding(person_id, track, day)
        return finding.points if finding else 0

    def decidable(self, person_id: int, track: str, day: dt.date, least: int = REVIEWED) -> bool:
        """Whether a reviewer can decide a child's track, standing at so many points at least, after that day's screening:
        it is put before him, and so is not, beside a behaviour track, the protection track, which goes first."""
        if self.points(person_id, track, day) < least:
            return False
        return track == PROTECTION or self.points(person_id, PROTECTION, day) < REVIEWED

    def first_decidable(
        self, person_id: int, track: str, since: dt.date, until: dt.date, least: int = REVIEWED
    ) -> dt.date | None:
        """The first screening day between two days after which the track can be decided; null where there is none."""
        days = (d for d in self.days if since <= d <= until)
        return next((d for d in days if self.decidable(person_id, track, d, least)), None)


def _telling(rows: list[Row]) -> list[Row]:
    """The rows of children of whom anything but ordinary attendance is reported: nobody else can score."""
    people = {row.person_id for row in rows if row.feed != "education" or _out_of_order(row)}
    return [row for row in rows if row.person_id in people]


def _out_of_order(row: Row) -> bool:
    values = row.values
    return bool(values["truant_periods"] or values["days_absent"] or values["enrolment_status"] == "辍学")
