"""Taking a file in, up to storing: every row of every sheet gets its fate, or the file is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.feeds.definitions import FeedDefinition, definitions
from weibao.feeds.errors import FileRefused
from weibao.feeds.findings import Finding
from weibao.feeds.forbidden import forbidden_kind
from weibao.feeds.headers import TOP, Cell, Layout, find_layout
from weibao.feeds.notes import holds_id_number, is_blank
from weibao.feeds.opening import MonthBelow, Sheet, opened
from weibao.feeds.rows import QUARANTINED, PreparedRow, TableReader, not_data

Progress = Callable[[int, int, str], None]
SEEN_SHOWN = 20


@dataclass
class TakenFile:
    """All rows of a file with their fates, and what the receipt should say beside them."""

    rows: list[PreparedRow] = field(default_factory=list)
    dropped: dict[str, None] = field(default_factory=dict)
    """Headers of columns that were not taken in, in order."""
    notes: list[str] = field(default_factory=list)
    months: list[str] = field(default_factory=list)
    """What the sheets say they speak for, YYYY-MM."""
    is_mended: bool = False
    """Whether it is a workbook of quarantined rows that comes back."""


def take(path: Path, feed: FeedDefinition, period: date | None, tell: Progress) -> TakenFile:
    """Read and judge every row of a file.

    Raises:
        FileRefused: it can't be read, or its table can't be recognised.
    """
    taker = _Taker(feed, period, tell)
    with opened(path) as messages:
        for message in messages:
            if isinstance(message, Sheet):
                taker.begin(message)
            elif isinstance(message, MonthBelow):
                taker.note_month(message)
            else:
                taker.take(message)
        taker.end()
    return taker.file


class _Taker:
    def __init__(self, feed: FeedDefinition, period: date | None, tell: Progress) -> None:
        self.feed = feed
        self.period = period
        self.tell = tell
        self.file = TakenFile()
        self.total = 0
        self.tables = 0
        self.sheet: Sheet | None = None
        self.reader: TableReader | None = None
        self.number = 0
        self.tops: list[tuple[str, list[list[Cell]]]] = []
        self.skipped: Counter[str] = Counter()
        self.number_seen_in = ""

    def begin(self, sheet: Sheet) -> None:
        self._finish_sheet()
        self.sheet, self.reader, self.number = sheet, None, 0
        self.total += sheet.row_count

    def take(self, rows: list[list[Cell]]) -> None:
        assert self.sheet is not None
        start = 0
        if self.number == 0 and not self.sheet.hidden:
            start = self._find_table(rows)
        if self.reader is None:
            self._skip(rows, start)
        else:
            read, made = self.reader.read, self.file.rows.append
            for number, row in enumerate(islice(rows, start, None), self.number + start + 1):
                made(read(row, number))
        self.number += len(rows)
        self.tell(len(self.file.rows), self.total, _("读取和核对"))

    def note_month(self, month: str) -> None:
        """What a sheet with a table says it speaks for."""
        if month and self.tables:
            self.file.months.append(month)

    def _find_table(self, rows: list[list[Cell]]) -> int:
        """Find the header; what stands above it is not data. Answers where the data begin."""
        assert self.sheet is not None
        layout = find_layout(rows[:TOP], self.feed, self.sheet.side_by_side)
        if layout is None:
            self.tops.append((self.sheet.name, rows[:TOP]))
            return 0
        if layout.missing:
            raise FileRefused(self._missing(layout))
        self.tables += 1
        self.note_month(self.sheet.month)
        self.file.is_mended = self.file.is_mended or len(layout.source) >= 3
        self.reader = TableReader(
            self.feed, layout, self.sheet.name, is_text=self.sheet.is_text, latest=self._latest()
        )
        for number, row in enumerate(rows[: layout.first], 1):
            if holds_id_number(row):
                self.file.rows.append(self._above_header(number))
                continue
            blank = all(is_blank(cell) for cell in row)
            is_header = number == layout.first
            code = "blank" if blank else "header" if is_header else "title"
            self.file.rows.append(not_data(self.sheet.name, number, code))
        return layout.first

    def _above_header(self, number: int) -> PreparedRow:
        assert self.sheet is not None
        words = _("在表头上面，没有收入。请把这一行移到表头下面。")
        return PreparedRow(self.sheet.name, number, QUARANTINED, findings=[Finding("above_header", words)])

    def _latest(self) -> date:
        """The last day that a date in the sheet may be: today, or the end of the month it speaks for."""
        assert self.sheet is not None
        today = timezone.localdate()
        month = self.period or (date.fromisoformat(f"{self.sheet.month}-01") if self.sheet.month else today)
        return max(today, (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1))

    def _skip(self, rows: list[list[Cell]], start: int) -> None:
        """A sheet without a table: hidden, or instructions."""
        assert self.sheet is not None
        code = "hidden" if self.sheet.hidden else "no_table"
        for number, row in enumerate(islice(rows, start, None), self.number + start + 1):
            blank = all(is_blank(cell) for cell in row)
            self.file.rows.append(not_data(self.sheet.name, number, "blank" if blank else code))
            self.skipped[self.sheet.name] += not blank
            if code == "no_table" and not self.number_seen_in and holds_id_number(row):
                self.number_seen_in = self.sheet.name or _("表")

    def _finish_sheet(self) -> None:
        if self.sheet is None:
            return
        if self.reader is not None:
            self._name_dropped(self.reader)
        elif self.skipped[self.sheet.name]:
            said = (
                _("隐藏的工作表“%(sheet)s”没有导入（%(n)s 行）。")
                if self.sheet.hidden
                else _("工作表“%(sheet)s”里没有要收的表，没有导入（%(n)s 行）。")
            )
            self.file.notes.append(said % {"sheet": self.sheet.name, "n": self.skipped[self.sheet.name]})

    def _name_dropped(self, reader: TableReader) -> None:
        layout = reader.layout
        for place, header in enumerate(layout.headers):
            named = bool(header.strip())
            if layout.columns[place] or place in layout.source.values():
                continue
            if named:
                self.file.dropped[" ".join(header.split())[:60]] = None
        for place in sorted(reader.filled):
            if place >= len(layout.headers) or not layout.headers[place].strip():
                self.file.dropped[_("第 %(n)s 列（没有表头）") % {"n": place + 1}] = None

    def end(self) -> None:
        self._finish_sheet()
        if not self.tables:
            raise FileRefused(self._unrecognised())
        if self.number_seen_in:
            raise FileRefused(
                _("工作表“%(sheet)s”里有身份证号，却找不到表头。请补上表头后再传，或删去这个工作表。")
                % {"sheet": self.number_seen_in}
            )
        forbidden = [header for header in self.file.dropped if forbidden_kind(header)]
        if forbidden:
            self.file.notes.insert(
                0,
                _("“%(headers)s”依法不得收集，没有收入，请今后不要再填报。")
                % {"headers": "、".join(forbidden)},
            )

    def _missing(self, layout: Layout) -> str:
        assert self.sheet is not None
        seen = "、".join(" ".join(h.split()) for h in layout.headers if h.strip())
        place = _("工作表“%(sheet)s”的") % {"sheet": self.sheet.name} if self.sheet.name else ""
        return _("%(place)s表头缺少必需的列：%(missing)s。读到的表头是：%(seen)s。请补上后再传。%(hint)s") % {
            "place": place,
            "missing": "、".join(layout.missing),
            "seen": seen,
            "hint": self._hint([layout.headers]),
        }

    def _unrecognised(self) -> str:
        seen = [
            " ".join(str(cell).split())
            for _name, rows in self.tops
            for row in rows
            for cell in row
            if str(cell).strip()
        ]
        return _(
            "认不出表头。需要有这些列：%(needed)s。读到的内容是：%(seen)s。请核对数据类别和表头后再传。%(hint)s"
        ) % {
            "needed": "、".join(column.label for column in self.feed.required),
            "seen": "、".join(word[:30] for word in seen[:SEEN_SHOWN]) or _("（没有内容）"),
            "hint": "".join(self._hint(rows) for _name, rows in self.tops),
        }

    def _hint(self, rows: Sequence[Sequence[Cell]]) -> str:
        """Whether the rows look like another feed's."""
        for other in definitions().values():
            if other is not self.feed:
                layout = find_layout(rows, other)
                if layout is not None and not layout.missing:
                    return _("这份表更像“%(feed)s”。") % {"feed": other.title}
        return ""
