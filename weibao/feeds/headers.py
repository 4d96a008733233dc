"""Finding the table in a sheet: which row is its header, which column is which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weibao.feeds.definitions import FeedDefinition

Cell = str | float
TOP = 60
"""In so many rows a header is looked for."""
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*＊※:：'\"“”_]+|必填|选填")
_HINT = re.compile(r"\([^()]*\)$")
SOURCE_HEADERS = {
    "来源批次": "source_delivery",
    "来源工作表": "source_sheet",
    "来源行号": "source_row",
    "隔离原因": "reason",
}
"""Columns of the workbook in which quarantined rows go out and come back (`mending.py`)."""


def header_key(words: str) -> str:
    """A header folded for comparing: half-width, without blanks, line breaks, marks."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", words)).lower()


@dataclass(frozen=True)
class Layout:
    """Where the table is: `columns` by position (None: not one of ours), data from row `first` (from 0) on."""

    first: int
    columns: tuple[str | None, ...]
    headers: tuple[str, ...]
    """The headers as written, by position."""
    missing: tuple[str, ...] = ()
    """Required headers that are not there."""
    source: Mapping[str, int] = field(default_factory=dict)
    """Where the columns of `SOURCE_HEADERS` are."""

    @property
    def found(self) -> set[str]:
        return {column for column in self.columns if column}


def find_layout(
    rows: Sequence[Sequence[Cell]], feed: FeedDefinition, side_by_side: Sequence[tuple[int, int, int]] = ()
) -> Layout | None:
    """The layout of a sheet by its top rows; None where nothing looks like a header of this feed. One that misses
    required columns is found as well, with `missing`."""
    words = feed.header_words
    best: Layout | None = None
    singles = [_one_line(row, words) for row in rows[:TOP]]
    for place, single in enumerate(singles):
        candidates = [_layout(place + 1, single, rows[place], feed)]
        if place + 1 < len(singles):
            double = _two_lines(_spread(rows[place], place, side_by_side), rows[place + 1], words)
            if _count(double) > max(_count(single), _count(singles[place + 1])):
                both = [_joined(a, b) for a, b in _paired(rows[place], rows[place + 1])]
                candidates.append(_layout(place + 2, double, both, feed))
        for one in candidates:
            if _is_header(one) and (best is None or len(one.found) > len(best.found)):
                best = one
    return best


def repeated_header(row: Sequence[Cell], feed: FeedDefinition) -> tuple[str | None, ...] | None:
    """The columns of a header that comes again within the table (a new page, a second table); None for others."""
    columns = _one_line(row, feed.header_words)
    found = {column for column in columns if column}
    return tuple(columns) if "name" in found and len(found) >= 3 else None


def _is_header(one: Layout) -> bool:
    found = one.found
    return not one.missing or ("name" in found and len(found) >= 3) or len(found) >= 5


def _layout(first: int, columns: Sequence[str | None], row: Sequence[Cell], feed: FeedDefinition) -> Layout:
    seen: set[str] = set()
    once: list[str | None] = []
    for column in columns:
        once.append(None if column in seen else column)
        if column:
            seen.add(column)
    missing = tuple(column.label for column in feed.required if column.name not in seen)
    headers = tuple(str(cell) for cell in row)
    source = {
        SOURCE_HEADERS[key]: n
        for n, cell in enumerate(headers)
        if (key := header_key(cell)) in SOURCE_HEADERS
    }
    return Layout(first, tuple(once), headers, missing, source)


def _one_line(row: Sequence[Cell], words: Mapping[str, str]) -> list[str | None]:
    return [_recognised(cell, words) if isinstance(cell, str) and cell else None for cell in row]


def _recognised(cell: str, words: Mapping[str, str]) -> str | None:
    if len(cell) > 60:
        return None
    key = header_key(cell)
    # “出生日期（年-月-日）” is 出生日期 with a hint.
    return words.get(key) or words.get(_HINT.sub("", key))


def _two_lines(upper: Sequence[Cell], lower: Sequence[Cell], words: Mapping[str, str]) -> list[str | None]:
    """监护人 over 姓名 is 监护人姓名; a cell that stands alone in one of the lines speaks for itself."""
    found = []
    for above, below in _paired(upper, lower):
        up, down = str(above), str(below)
        joined = _recognised(up + down, words) if up and down and up != down else None
        found.append(joined or _recognised(down, words) or (None if down else _recognised(up, words)))
    return found


def _spread(row: Sequence[Cell], place: int, side_by_side: Sequence[tuple[int, int, int]]) -> list[Cell]:
    spread = list(row)
    for at, first, last in side_by_side:
        if at == place and first < len(spread):
            for column in range(first + 1, min(last + 1, len(spread))):
                spread[column] = spread[column] or spread[first]
    return spread


def _paired(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    width = max(len(upper), len(lower))
    return [(upper[n] if n < len(upper) else "", lower[n] if n < len(lower) else "") for n in range(width)]


def _joined(above: Cell, below: Cell) -> str:
    return str(below) if not above or above == below else f"{above}{below}"


def _count(columns: Sequence[str | None]) -> int:
    return len({column for column in columns if column})
