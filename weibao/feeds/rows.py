"""From a sheet's rows to rows with a fate: accepted, quarantined or not data. (Duplicates are found in storing.)"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from weibao.feeds import normalising
from weibao.feeds.definitions import CHILD, REPORT_MONTH, ColumnDefinition, FeedDefinition
from weibao.feeds.findings import Finding
from weibao.feeds.headers import Cell, Layout, repeated_header
from weibao.feeds.normalising import NOTHING, Value, as_text
from weibao.linkage.names import simplify
from weibao.linkage.numbers import is_usable, sex_of

ACCEPTED, QUARANTINED, NOT_DATA = "accepted", "quarantined", "not_data"
Reader = Callable[[Cell], Value]


@dataclass(slots=True)
class PreparedRow:
    """A row with its fate, before it is known whether it repeats another."""

    sheet: str
    row: int
    fate: str
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    identity: str = ""
    """The natural key in clear, without the month."""
    identity_unnumbered: str = ""
    """The same as it would be had the row no ID number: a correction may have brought the number."""
    content: str = ""
    source: tuple[str, str, str] | None = None
    """In a mended workbook: (delivery, sheet, row) of the quarantined row that it mends."""


_DITTO = frozenset(("同上", "同 上", "同\u3000上", " 同上", "同上 ", "〃", "″", "”", "“", '"', "''", "同前"))
_BLANKS = re.compile(r"\s+")
_TOTAL = re.compile(
    r"(?:本页|本表|全县|全镇|全乡|全村|全校|本校|各校|各镇)?(?:合计|小计|总计|共计|累计|总数|总人数)[:：]?(?:\d+(?:\.0)?[人条名行户个]?)?[:：]?$"
    r"|共\d+[人条名行户个]$"
)
_NOTE = re.compile(
    r"(?:注意?|附注|备注|说明|填表说明|填报说明)(?:\d*[:：.．、)]|\d+$|$)"
    r"|\(?(?:填表人|填报人|填表|填报|制表人|制表|审核人|审核|审批人|负责人|经办人|联系人|联系方式|联系电话|填报单位|填表单位|报送单位|制表单位|"
    r"单位负责人|分管领导|主要领导|学校负责人|校长|填报日期|填报时间|填表日期|填表时间|报送日期|制表日期|日期|单位\(盖章\)|单位盖章|\(?盖章\)?|"
    r"以下空白|以下无正文|此表一式)(?:[:：(]|\)?$)"
)
_FIRST_OF_SPECIAL = frozenset("合小总共累本全各注附备说填制审负经联报单分主学校日盖以此(（")
_PERSONAL = ("id_number", "birth_date", "guardian_name", "guardian_phone", "home_address")


class TableReader:
    """Reads the rows below one header. It remembers the row above, for 同上 and cells left blank."""

    def __init__(
        self, feed: FeedDefinition, layout: Layout, sheet: str, *, is_text: bool, latest: date
    ) -> None:
        self.feed = feed
        self.sheet = sheet
        self.layout = layout
        self.is_text = is_text
        self.width = len(layout.columns)
        self.latest = latest.isoformat()
        self._readers: dict[str, Reader] = {
            column.name: _reader_of(column, latest) for column in feed.columns
        }
        self._names = [column.name for column in feed.columns]
        self._key_columns = [name for name in feed.natural_key if name not in (CHILD, REPORT_MONTH)]
        self._use(layout.columns)
        self._above: dict[str, Cell] = {}
        self.filled: set[int] = set()
        """Positions beside our columns in which anything stood."""

    def _use(self, columns: Sequence[str | None]) -> None:
        self._columns = [
            (place, self.feed.column(name), self._readers[name]) for place, name in enumerate(columns) if name
        ]
        self._others = [place for place, name in enumerate(columns) if not name]
        self._name_place = next(place for place, column, _ in self._columns if column.name == "name")

    def read(self, row: Sequence[Cell], number: int) -> PreparedRow:
        """The row's fate; `number` is its row in the sheet, from 1."""
        width = len(row)
        said = [
            (column, reader, row[place] if place < width else "") for place, column, reader in self._columns
        ]
        special = self._special(row, said)
        if special:
            return not_data(self.sheet, number, special)
        cells: dict[str, Cell] = {}
        findings: list[Finding] = []
        for column, _reader, cell in said:
            if cell in _DITTO:
                cell = self._above.get(column.name, "")
                if cell == "":
                    findings.append(
                        _found(column, Finding("ditto", _("写着“同上”，但上面没有内容，请写明。")))
                    )
            elif cell == "" and column.filled_down:
                cell = self._above.get(column.name, "")
            cells[column.name] = cell
        if str(cells["name"]).strip() == "" and not findings and self._is_heading(cells):
            return not_data(self.sheet, number, "heading")
        self._above = cells
        for place in self._others:
            if place < width and row[place] != "":
                self.filled.add(place)
        if width > self.width and any(str(cell).strip() for cell in row[self.width :]):
            if self.is_text:
                findings.append(
                    Finding("shifted", _("这一行的格子比表头多，可能某一格里有多余的分隔符，请核对。"))
                )
            else:
                self.filled.update(p for p in range(self.width, width) if row[p] != "")
        made = PreparedRow(self.sheet, number, ACCEPTED, findings=findings)
        self._fill(made, said, cells)
        if any(finding.refuses for finding in made.findings):
            made.fate = QUARANTINED
            made.values = {}
            made.cells = {
                column.label: as_text(cells[column.name])
                for column, _r, _c in said
                if cells[column.name] != ""
            }
        else:
            self._identify(made)
        made.source = self._source(row)
        return made

    def _special(self, row: Sequence[Cell], said: list[tuple[ColumnDefinition, Reader, Cell]]) -> str:
        """Which kind of not data the row is; empty where it may be data."""
        ours = next((cell for _column, _reader, cell in said if not is_blank(cell)), "")
        # Before our columns there may be one with running numbers, or a note in a column of its own.
        first = next((cell for cell in row if not is_blank(cell)), "")
        for cell in (first, ours):
            if isinstance(cell, str) and cell.lstrip()[:1] in _FIRST_OF_SPECIAL:
                words = _folded(cell)
                if _TOTAL.match(words):
                    return "total"
                if _NOTE.match(words):
                    return "note"
        if ours == "":
            return "blank"
        name = row[self._name_place] if self._name_place < len(row) else ""
        if isinstance(name, str) and "名" in name:
            columns = repeated_header(row, self.feed)
            if columns is not None:
                if {column for column in columns if column} >= {c.name for c in self.feed.required}:
                    self._use(columns)
                    self.width = len(columns)
                return "header"
        return ""

    def _is_heading(self, cells: dict[str, Cell]) -> bool:
        """Whether a row without a name holds nothing but one word, as headings within a table do."""
        filled = [name for name, cell in cells.items() if str(cell).strip() and cell != self._above.get(name)]
        return len(filled) <= 1 and not any(name in _PERSONAL for name in filled)

    def _fill(
        self, made: PreparedRow, said: list[tuple[ColumnDefinition, Reader, Cell]], cells: dict[str, Cell]
    ) -> None:
        values, findings = made.values, made.findings
        for column, reader, _cell in said:
            cell = cells[column.name]
            read = reader(cell) if cell != "" else NOTHING
            if read.finding is not None:
                findings.append(_found(column, read.finding))
            if read.raw is not None:
                values[f"{column.name}_raw"] = read.raw
            if read.value is not None:
                values[column.name] = read.value
            elif column.required and read.finding is None:
                findings.append(_found(column, Finding("missing", _("没有填写，请补上。"))))
        if "id_number" in values:
            self._weigh_number(values, findings)

    def _weigh_number(self, values: dict[str, Any], findings: list[Finding]) -> None:
        """The ID number wins over a birth date or sex that contradicts it; what was written is kept beside."""
        number = values["id_number"]
        born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        if born > self.latest:
            values["id_number_raw"] = values.pop("id_number")
            words = _("里的出生日期在将来，已按“无有效证件号”收入，请核对。")
            findings.append(self._noted("id_number", "id_number.date", words))
            return
        for column, inside in (("birth_date", born), ("sex", sex_of(number))):
            if values.get(column) not in (None, inside):
                values[f"{column}_written"] = values[column]
                values[column] = inside
                words = _("与身份证号不一致，以身份证号为准，请核对。")
                findings.append(self._noted(column, f"{column}.contradicts", words))

    def _noted(self, column: str, code: str, words: str) -> Finding:
        return _found(self.feed.column(column), Finding(code, words, refuses=False))

    def _identify(self, made: PreparedRow) -> None:
        values = made.values
        made.content = "\x1f".join(
            [str(values.get(name, "")) for name in self._names]
            + [str(values.get(name, "")) for name in ("id_number_raw", "birth_date_written", "sex_written")]
        )
        rest = [str(values.get(name, "")) for name in self._key_columns]
        unnumbered = self._child_without_number(values)
        # A number that contradicts the row's own birth date may be a brother's.
        number = "" if "birth_date_written" in values else values.get("id_number", "")
        if number:
            made.identity = "\x1f".join((number, *rest))
            made.identity_unnumbered = "\x1f".join((unnumbered, *rest)) if unnumbered else ""
        else:
            # Where nothing tells namesakes apart, only the very same row is the same.
            made.identity = "\x1f".join((unnumbered, *rest)) if unnumbered else f"\x1e{made.content}"

    def _child_without_number(self, values: dict[str, Any]) -> str:
        parts = []
        for column in self.feed.child_without_number:
            value = values.get(f"{column}_written") or values.get(column) or ""
            if column == "birth_date" and not value:
                return ""
            parts.append(simplify(value) if column == "name" else str(value))
        return "\x1d".join(parts)

    def _source(self, row: Sequence[Cell]) -> tuple[str, str, str] | None:
        places = self.layout.source
        if len(places) < 3:
            return None
        cells = [
            as_text(row[places[key]]).strip() if places.get(key, len(row)) < len(row) else ""
            for key in ("source_delivery", "source_sheet", "source_row")
        ]
        return (cells[0], cells[1], cells[2])


def not_data(sheet: str, number: int, code: str) -> PreparedRow:
    return PreparedRow(
        sheet, number, NOT_DATA, findings=[Finding(code, NOT_DATA_WORDS[code](), refuses=False)]
    )


NOT_DATA_WORDS: dict[str, Callable[[], str]] = {
    "blank": lambda: _("空行"),
    "title": lambda: _("标题或说明"),
    "header": lambda: _("表头"),
    "total": lambda: _("合计"),
    "note": lambda: _("说明或落款"),
    "heading": lambda: _("小标题"),
    "no_table": lambda: _("这个工作表里没有要收的表"),
    "hidden": lambda: _("隐藏的工作表"),
}


def is_blank(cell: Cell) -> bool:
    return cell == "" or (isinstance(cell, str) and not cell.strip())


def holds_id_number(row: Sequence[Cell]) -> bool:
    """Whether a usable ID number stands anywhere in the row: then it is data, wherever it is."""
    return any(
        isinstance(cell, str) and 18 <= len(cell) <= 24 and is_usable(_folded(cell).strip("'").upper())
        for cell in row
    )


def _folded(cell: Cell) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", str(cell)))


def _found(column: ColumnDefinition, finding: Finding) -> Finding:
    return finding.at(column.name, column.label)


REMEMBERED = 50_000


def _reader_of(column: ColumnDefinition, latest: date) -> Reader:
    """The function that reads a column's cells; what repeats much is read once."""
    match column.kind:
        case "date" | "datetime":
            return _remembering(normalising.dates(latest, with_time=column.kind == "datetime"))
        case "code":
            return _remembering(normalising.codes(column.values, column.spellings, is_open=column.open))
        case "id_number":
            return normalising.id_number
        case kind:
            return _remembering(getattr(normalising, kind))


def _remembering(reader: Reader) -> Reader:
    known: dict[Cell, Value] = {}

    def read(cell: Cell) -> Value:
        value = known.get(cell)
        if value is None:
            if len(known) >= REMEMBERED:
                known.clear()
            value = known[cell] = reader(cell)
        return value

    return read
