"""From a table's rows to rows with a fate: accepted, quarantined or not data. (Duplicates are found in storing.)

Deliveries have up to hundreds of thousands of rows: what is done for each cell is kept short, and what repeats much
is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from weibao.feeds import normalising
from weibao.feeds.definitions import CHILD, REPORT_MONTH, ColumnDefinition, FeedDefinition
from weibao.feeds.findings import Finding
from weibao.feeds.headers import Cell, Layout, repeated_header
from weibao.feeds.normalising import Value, as_text
from weibao.feeds.notes import is_blank, kind_of_note, may_be_note, words_of
from weibao.linkage.names import simplify
from weibao.linkage.numbers import sex_of

ACCEPTED, QUARANTINED, NOT_DATA = "accepted", "quarantined", "not_data"
REMEMBERED = 20_000
"""So many different cells of a column are read once."""


@dataclass(slots=True)
class PreparedRow:
    """A row with its fate, before it is known whether it repeats another."""

    sheet: str
    row: int
    fate: str
    findings: Sequence[Finding] = ()
    values: Mapping[str, Any] | None = None
    """Of accepted rows."""
    cells: Mapping[str, str] | None = None
    """Of quarantined rows, by usual header."""
    identity: bytes = b""
    """Fingerprint of the natural key, without the month."""
    identity_unnumbered: bytes = b""
    """The same as it would be had the row no ID number: a correction may have brought the number."""
    content: bytes = b""
    """Fingerprint of the values."""
    source: tuple[str, str, str] | None = None
    """In a mended workbook: (delivery, sheet, row) of the quarantined row that it mends."""


def not_data(sheet: str, number: int, code: str) -> PreparedRow:
    return PreparedRow(sheet, number, NOT_DATA, findings=[Finding(code, words_of(code), refuses=False)])


class _Column(NamedTuple):
    place: int
    name: str
    definition: ColumnDefinition
    read: Callable[[Cell], Value]
    known: dict[Cell, Value]
    """What was read before."""


_DITTO = frozenset(("同上", "同 上", "同\u3000上", " 同上", "同上 ", "〃", "″", "”", "“", '"', "''", "同前"))
_PERSONAL = frozenset(("id_number", "birth_date", "guardian_name", "guardian_phone", "home_address"))
_BESIDE = ("id_number_raw", "birth_date_written", "sex_written")


class TableReader:
    """Reads the rows below one header. It remembers the row above, for 同上 and cells left blank."""

    def __init__(
        self, feed: FeedDefinition, layout: Layout, sheet: str, *, is_text: bool, latest: date
    ) -> None:
        self.feed = feed
        self.sheet = sheet
        self.layout = layout
        self.is_text = is_text
        self.latest = latest.isoformat()
        self._readers = {column.name: normalising.reader_of(column, latest) for column in feed.columns}
        self._content_names = (*(column.name for column in feed.columns), *_BESIDE)
        self._key_columns = [name for name in feed.natural_key if name not in (CHILD, REPORT_MONTH)]
        self._header_words = {words for column in feed.columns for words in (column.label, *column.synonyms)}
        self._above: dict[str, Cell] = {}
        self.filled: set[int] = set()
        """Positions without a header in which anything stood."""
        self._use(layout.columns, layout.headers)

    def _use(self, columns: Sequence[str | None], headers: Sequence[Cell]) -> None:
        self.width = len(columns)
        self._columns = [
            _Column(place, name, self.feed.column(name), self._readers[name], {})
            for place, name in enumerate(columns)
            if name
        ]
        self._unnamed = [place for place, header in enumerate(headers) if is_blank(header)]
        self._name_place = next(column.place for column in self._columns if column.name == "name")

    def read(self, row: Sequence[Cell], number: int) -> PreparedRow:
        """The row's fate; `number` is its row in the sheet, from 1."""
        width = len(row)
        cells = [row[column.place] if column.place < width else "" for column in self._columns]
        special = self._special(row, cells)
        if special:
            return not_data(self.sheet, number, special)
        made = PreparedRow(self.sheet, number, ACCEPTED)
        values: dict[str, Any] = {}
        findings = self._look_beside(row)
        self._fill(values, findings, cells)
        if findings:
            # Whom the row speaks of comes first.
            made.findings = sorted(findings, key=lambda one: (not one.refuses, one.column != "name"))
        if findings and made.findings[0].refuses:
            made.fate = QUARANTINED
            made.cells = {
                column.definition.label: as_text(cell)
                for column in self._columns
                if not is_blank(cell := self._above[column.name])
            }
        else:
            made.values = values
            self._identify(made, values)
        if len(self.layout.source) >= 3:
            made.source = self._source(row)
        return made

    def _special(self, row: Sequence[Cell], cells: list[Cell]) -> str:
        """Which kind of not data the row is; empty where it is data."""
        # Before our columns there may be one with running numbers, or a note in a column of its own.
        for cell in row:
            if not is_blank(cell):
                if may_be_note(cell) and (kind := kind_of_note(cell)):
                    return kind
                break
        for cell in cells:
            if not is_blank(cell):
                if may_be_note(cell) and (kind := kind_of_note(cell)):
                    return kind
                break
        else:
            return "blank"
        name = row[self._name_place] if self._name_place < len(row) else ""
        if is_blank(name):
            return "heading" if self._is_heading(cells) else ""
        if (name in self._header_words or "名" in str(name)) and (columns := repeated_header(row, self.feed)):
            if self.layout.found <= {column for column in columns if column}:
                self._use(columns, row)
            return "header"
        return ""

    def _is_heading(self, cells: list[Cell]) -> bool:
        """Whether a row without a name holds nothing but one word, as headings within a table do."""
        filled = [
            column.name
            for column, cell in zip(self._columns, cells, strict=True)
            if not is_blank(cell) and cell != self._above.get(column.name)
        ]
        return len(filled) <= 1 and _PERSONAL.isdisjoint(filled)

    def _look_beside(self, row: Sequence[Cell]) -> list[Finding]:
        """Cells without a header are dropped; in a text file they mean that the row's cells have shifted."""
        for place in self._unnamed:
            if place < len(row) and not is_blank(row[place]):
                self.filled.add(place)
        if len(row) > self.width:
            beyond = {place for place in range(self.width, len(row)) if not is_blank(row[place])}
            if beyond and self.is_text:
                words = _("这一行的格子比表头多，可能某一格里有多余的分隔符，请核对。")
                return [Finding("shifted", words)]
            self.filled |= beyond
        return []

    def _fill(self, values: dict[str, Any], findings: list[Finding], cells: list[Cell]) -> None:
        before = self._above
        above: dict[str, Cell] = {}
        for (_place, name, definition, read, known), cell in zip(self._columns, cells, strict=True):
            if cell == "":
                if definition.filled_down:
                    cell = before.get(name, "")
            elif cell in _DITTO:
                cell = before.get(name, "")
                if cell == "":
                    words = _("写着“同上”，但上面没有内容，请写明。")
                    findings.append(_found(definition, Finding("ditto", words)))
                    above[name] = cell
                    continue
            above[name] = cell
            if cell == "":
                value = finding = raw = None
            else:
                found = known.get(cell)
                if found is None:
                    found = read(cell)
                    if len(known) < REMEMBERED:
                        known[cell] = found
                value, finding, raw = found
            if value is not None:
                values[name] = value
            if finding is not None:
                findings.append(_found(definition, finding))
            elif value is None and definition.required:
                findings.append(_found(definition, Finding("missing", _("没有填写，请补上。"))))
            if raw is not None:
                values[f"{name}_raw"] = raw
        self._above = above
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
            if values.get(column, inside) != inside:
                values[f"{column}_written"] = values[column]
                values[column] = inside
                words = _("与身份证号不一致，以身份证号为准，请核对。")
                findings.append(self._noted(column, f"{column}.contradicts", words))

    def _noted(self, column: str, code: str, words: str) -> Finding:
        return _found(self.feed.column(column), Finding(code, words, refuses=False))

    def _identify(self, made: PreparedRow, values: dict[str, Any]) -> None:
        get = values.get
        made.content = fingerprint("\x1f".join([str(get(name, "")) for name in self._content_names]))
        rest = "".join([f"\x1f{get(name, '')}" for name in self._key_columns])
        unnumbered = self._child_without_number(values)
        # A number that contradicts the row's own birth date may be a brother's.
        number = "" if "birth_date_written" in values else get("id_number", "")
        if number:
            made.identity = fingerprint(number + rest)
            made.identity_unnumbered = fingerprint(unnumbered + rest) if unnumbered else b""
        else:
            # Where nothing tells namesakes apart, only the very same row is the same.
            made.identity = fingerprint(unnumbered + rest) if unnumbered else made.content

    def _child_without_number(self, values: dict[str, Any]) -> str:
        parts = []
        for column in self.feed.child_without_number:
            value = values.get(f"{column}_written") or values.get(column) or ""
            if column == "birth_date" and not value:
                return ""
            parts.append(simplify(value) if column == "name" else str(value))
        return "\x1d".join(parts)

    def _source(self, row: Sequence[Cell]) -> tuple[str, str, str]:
        places = self.layout.source
        batch, sheet, number = (
            as_text(row[places[key]]).strip() if places[key] < len(row) else ""
            for key in ("source_delivery", "source_sheet", "source_row")
        )
        return batch, sheet, number


def fingerprint(words: str) -> bytes:
    return blake2b(words.encode("utf-8", "replace"), digest_size=16).digest()


def _found(column: ColumnDefinition, finding: Finding) -> Finding:
    return finding.at(column.name, column.label)
