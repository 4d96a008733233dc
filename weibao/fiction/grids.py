"""From lines to a sheet of cells: titles and fillers above, header, columns too many, merged cells, totals and notes."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from weibao.fiction.faults import Faults
from weibao.fiction.layouts import FORBIDDEN, UNKNOWN, Column, Layout
from weibao.fiction.lines import NOT_DATA, Line
from weibao.fiction.places import COUNTY_NAME

DITTO = "同上"


@dataclass(slots=True)
class Grid:
    """A sheet: its cells by row, ranges to merge (rows and columns from 0, inclusive), and the line behind each row.

    `lines` holds row numbers from 1, as a spreadsheet counts them.
    """

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    lines: list[tuple[int, Line]] = field(default_factory=list)
    hidden: bool = False


class GridMaker:
    """Lays out the sheets of one delivery."""

    def __init__(self, faults: Faults, chance: random.Random, as_of: dt.date) -> None:
        self._faults = faults
        self._chance = chance
        self._as_of = as_of

    def make(self, name: str, layout: Layout, lines: list[Line], *, as_text_file: bool = False) -> Grid:
        """A sheet of the layout; a text file has no merged cells, and above its header nothing on levels 0 and 1."""
        chance, level = self._chance, self._faults.level
        columns: list[Column | str | None] = list(layout.columns)
        if level >= 2:
            columns = self._with_more_columns(columns)
        grid = Grid(name)
        if not as_text_file or level >= 2:
            self._above(grid, layout, len(columns), merge=not as_text_file)
        self._put(grid, [self._header(c, as_text_file) for c in columns], Line({}, NOT_DATA, "表头"))
        first = len(grid.rows)
        cells = [dict(line.cells) for line in lines]
        ranges = self._fill_down(layout, lines, cells, merge=not as_text_file)
        people = 0
        for line, values in zip(lines, cells, strict=True):
            people += bool(values.get("name"))
            self._put(grid, [self._cell(c, line, values, people) for c in columns], line)
        place = {c.name: i for i, c in enumerate(columns) if isinstance(c, Column)}
        grid.merges += [(first + a, place[c], first + b, place[c]) for c, a, b in ranges]
        if level >= 1 and not (as_text_file and level == 1):
            self._below(grid, columns, people)
        if level >= 2 and chance.random() < 0.3:
            grid.rows = [[None, *row] if row else row for row in grid.rows]
            grid.merges = [(a, b + 1, c, d + 1) for a, b, c, d in grid.merges]
        return grid

    def _put(self, grid: Grid, cells: list[Any], line: Line) -> None:
        grid.rows.append(cells)
        grid.lines.append((len(grid.rows), line))

    def _with_more_columns(self, columns: list[Column | str | None]) -> list[Column | str | None]:
        chance = self._chance
        names: list[str | None] = [chance.choice(list(FORBIDDEN)), "备注"]
        if self._faults.level >= 3:
            names += [chance.choice(list(FORBIDDEN)), "血型", None]
        elif chance.random() < 0.4:
            names.append(None)
        for name in dict.fromkeys(names):
            columns.insert(chance.randint(1, len(columns)), name)
        if chance.random() < 0.7:
            columns.insert(0, "序号")
        return columns

    def _header(self, column: Column | str | None, as_text_file: bool) -> str | None:
        chance, level = self._chance, self._faults.level
        if column is None or isinstance(column, str):
            return column
        word = column.header
        if column.synonyms and chance.random() < (0.0, 0.2, 0.45, 0.6)[level]:
            word = chance.choice(column.synonyms)
        if chance.random() < (0.0, 0.04, 0.2, 0.3)[level]:
            word = f"*{word}" if level == 1 or chance.random() < 0.7 else f"{word}*"
        if level >= 2 and chance.random() < 0.2:
            at = chance.randint(1, len(word) - 1)
            blank = chance.choice((" ", "\u3000", "  ") if as_text_file else ("\n", " ", "\u3000", "\n"))
            word = word[:at] + blank + word[at:]
        return word

    def _cell(self, column: Column | str | None, line: Line, values: dict[str, Any], number: int) -> Any:
        if isinstance(column, Column):
            return values.get(column.name)
        if column is None or not values:
            return None
        if column == "序号":
            return number
        return self._chance.choice((FORBIDDEN | UNKNOWN)[column])

    def _above(self, grid: Grid, layout: Layout, width: int, *, merge: bool) -> None:
        chance, level, day = self._chance, self._faults.level, self._as_of
        blank = [None] * (width - 1)
        written = f"{day.year}年{day.month}月{day.day}日"
        stated: list[Any] = [
            f"填报单位：{COUNTY_NAME}{layout.owner if level >= 2 else ''}\u3000填报日期：{written}",
            *blank,
        ]
        above: list[tuple[list[Any], str]] = [([layout.title, *blank], "标题"), (stated, "填报信息")]
        if level >= 2:
            form = chance.randrange(3)
            if form == 1:
                stated[0] = f"填报单位: {layout.owner}  填报日期: {day:%Y-%m-%d}"
            elif form == 2 and width > 6:
                stated[:] = [
                    f"填报单位：{layout.owner}",
                    None,
                    None,
                    "填报日期：",
                    written,
                    *[None] * (width - 5),
                ]
            if chance.random() < 0.5:
                above.insert(0, ([f"附件{chance.randint(1, 5)}", *blank], "附件号"))
            for _ in range(chance.randrange(level)):
                above.insert(chance.randint(0, len(above)), ([None] * width, "空行"))
        for cells, reason in above:
            if reason == "标题" and merge:
                grid.merges.append((len(grid.rows), 0, len(grid.rows), width - 1))
            self._put(grid, cells, Line({}, NOT_DATA, reason))

    def _below(self, grid: Grid, columns: list[Column | str | None], people: int) -> None:
        chance, level = self._chance, self._faults.level
        width = len(columns)
        blank = [None] * (width - 1)
        if level >= 2 and chance.random() < 0.5:
            self._put(grid, [None] * width, Line({}, NOT_DATA, "空行"))
        total = ["合计", None, None, f"{people}人", *[None] * (width - 4)]
        self._put(grid, total, Line({}, NOT_DATA, "合计"))
        if level >= 2:
            note = "注：1.本表由各单位据实填报；2.身份证号不得空缺。"
            self._put(grid, [note, *blank], Line({}, NOT_DATA, "说明"))
        signed = ["填表人：", None, "审核人：", *[None] * (width - 3)]
        self._put(grid, signed, Line({}, NOT_DATA, "填表人"))

    def _fill_down(
        self, layout: Layout, lines: list[Line], cells: list[dict[str, Any]], *, merge: bool
    ) -> list[tuple[str, int, int]]:
        """Leaves to the line above what is the same there; returns the ranges to merge as (column, first, last line)."""
        level = self._faults.level
        if level == 0 or not layout.filled or not lines:
            return []
        if level == 1:
            if layout.feed == "civil_affairs":
                self._leave_blank("town", lines, cells)
            return []
        ranges: list[tuple[str, int, int]] = []
        by_merging = merge and self._chance.random() < 0.5
        for depth, column in enumerate(layout.filled):
            keys = layout.filled[: depth + 1]
            start = 0
            for index in range(1, len(lines) + 1):
                if index < len(lines) and _continues(lines[index - 1], lines[index], keys):
                    continue
                if index - start > 1:
                    self._leave_out(column, cells, start, index, by_merging)
                    if by_merging:
                        ranges.append((column, start, index - 1))
                start = index
        return ranges

    def _leave_out(
        self, column: str, cells: list[dict[str, Any]], start: int, end: int, by_merging: bool
    ) -> None:
        for index in range(start + 1, end):
            if by_merging:
                cells[index][column] = None
            elif self._chance.random() < 0.85:
                cells[index][column] = DITTO

    def _leave_blank(self, column: str, lines: list[Line], cells: list[dict[str, Any]]) -> None:
        above = None
        for line, values in zip(lines, cells, strict=True):
            if not line.regular or line.row is None:
                continue
            if line.row.values[column] == above:
                values[column] = None
            above = line.row.values[column]


def _continues(above: Line, line: Line, keys: tuple[str, ...]) -> bool:
    if not (above.regular and line.regular) or above.row is None or line.row is None:
        return False
    return all(above.row.values[k] == line.row.values[k] for k in keys)
