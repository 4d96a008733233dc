"""One delivery of all seven feeds: which sheets go into which files, with the truth of every row."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from weibao.fiction.clerk import Clerk
from weibao.fiction.faults import Faults
from weibao.fiction.grids import Grid, GridMaker
from weibao.fiction.happenings import FEEDS, Happenings, Rates, Row
from weibao.fiction.layouts import LAYOUTS, Layout
from weibao.fiction.lines import ACCEPTED, NOT_DATA, Line, write_lines
from weibao.fiction.places import TOWNS
from weibao.fiction.population import County

_STAGES = {
    "幼儿园": ("幼儿园",),
    "小学": ("小学",),
    "中学": ("九年制学校", "初级中学", "高级中学", "职业中学"),
}
_INSTRUCTIONS = (
    "请各单位于每月25日前报送，不得空缺。",
    "一、出生日期按“年-月-日”填写，身份证号填写18位。",
    "二、本表不得增加列，不得合并单元格。",
    "三、联系人：县未保办　电话：0936-0000000",
)
_SEPARATE = {
    # file: encoding and separator, by level
    "hotline": (("utf-8-sig", ","), ("gbk", ","), ("gbk", ","), ("gb18030", ";")),
    "venues_2": (("utf-8-sig", ","), ("utf-8-sig", ","), ("utf-8-sig", ";"), ("utf-8", "\t")),
    "police_2": (None, None, ("gb18030", "\t"), ("gbk", ",")),
    "health": (None, None, None, ("utf-8-sig", ",")),
}


@dataclass(slots=True)
class DeliveredFile:
    """A file to be written; `encoding` is null for a workbook."""

    feed: str
    name: str
    grids: list[Grid]
    encoding: str | None = None
    separator: str = ","


@dataclass(slots=True)
class Delivery:
    """The files of a delivery, made but not yet written."""

    county: County
    as_of: dt.date
    files: list[DeliveredFile] = field(default_factory=list)

    def lines(self) -> list[tuple[DeliveredFile, Grid, int, Line]]:
        """Every line with its file, sheet and row number."""
        return [(f, g, number, line) for f in self.files for g in f.grids for number, line in g.lines]

    def links(self) -> list[tuple[str, str, str, int, int]]:
        """(feed, file, sheet, row, person) of every row that names a child; duplicates name one too."""
        return [
            (file.feed, file.name, grid.name, number, line.row.person_id)
            for file, grid, number, line in self.lines()
            if line.row
        ]

    def accepted_rows(self) -> list[Row]:
        """The clean rows behind what must be accepted, each once."""
        return [line.row for *_where, line in self.lines() if line.fate == ACCEPTED and line.row]


class DeliveryMaker:
    """Makes the delivery of one month."""

    def __init__(
        self, county: County, faults: Faults, as_of: dt.date, rates: Rates, since: dt.date | None = None
    ) -> None:
        self._county = county
        self._faults = faults
        self._level = faults.level
        self._chance = random.Random(f"{county.seed}/delivery/{as_of}/{faults.level}")  # noqa: S311 - a fiction
        self._clerk = Clerk(county, faults, self._chance)
        self._maker = GridMaker(faults, self._chance, as_of)
        self._happenings = Happenings(county, as_of, rates, since)
        self._delivery = Delivery(county, as_of)

    def make(self) -> Delivery:
        """All files, in the order of the feeds."""
        for feed in FEEDS:
            rows = self._happenings.rows[feed]
            if feed == "education":
                self._education(rows)
            elif feed == "civil_affairs":
                self._civil_affairs(rows)
            elif feed in ("police", "venues"):
                half = (len(rows) + 1) // 2
                self._file(feed, f"{feed}_1", {"Sheet1": rows[:half]})
                self._file(feed, f"{feed}_2", {"Sheet1": rows[half:]})
            else:
                self._file(feed, feed, {"Sheet1": rows})
        return self._delivery

    def _education(self, rows: list[Row]) -> None:
        if self._level >= 2:
            rows = sorted(
                rows, key=lambda r: (r.values["school_name"], r.values["grade"], r.values["class_name"])
            )
            seat = {t.name for t in TOWNS[:3]}
            parts = [
                [r for r in rows if (r.child.school and r.child.school.town in seat) is there]
                for there in (True, False)
            ]
        else:
            parts = [list(rows)]
            self._chance.shuffle(parts[0])
        for number, part in enumerate(parts, 1):
            sheets = {
                stage: [r for r in part if r.child.school and r.child.school.kind in kinds]
                for stage, kinds in _STAGES.items()
            }
            self._file("education", "education" if len(parts) == 1 else f"education_{number}", sheets)

    def _civil_affairs(self, rows: list[Row]) -> None:
        rows = sorted(
            rows, key=lambda r: (r.child.household.town.code, r.child.household.village.code, r.person_id)
        )
        if self._level < 2:
            sheets = {"Sheet1": rows}
        else:
            sheets = {t.short_name: [r for r in rows if r.values["town"] == t.name] for t in TOWNS}
        self._file("civil_affairs", "civil_affairs", sheets)

    def _file(self, feed: str, name: str, sheets: dict[str, list[Row]]) -> None:
        layout, delivery = LAYOUTS[feed], self._delivery
        form = _SEPARATE[name][self._level] if name in _SEPARATE else None
        if form:
            rows = [row for part in sheets.values() for row in part]
            grid = self._grid("", layout, rows, as_text_file=True)
            delivery.files.append(DeliveredFile(feed, f"{name}.csv", [grid], *form))
            return
        grids = [
            self._grid(sheet, layout, rows) for sheet, rows in sheets.items() if rows or len(sheets) == 1
        ]
        if self._level >= 2:
            grids = [_plain("填表说明", _INSTRUCTIONS), *grids, _plain("Sheet9", ()), self._dictionary()]
        elif self._level == 1 and feed == "education":
            grids = [_plain("填表说明", _INSTRUCTIONS[:1]), *grids]
        delivery.files.append(DeliveredFile(feed, f"{name}.xlsx", grids))

    def _grid(self, sheet: str, layout: Layout, rows: list[Row], *, as_text_file: bool = False) -> Grid:
        if self._level >= 2 and layout.feed in ("health", "venues"):
            rows = sorted(rows, key=lambda r: (r.values[layout.filled[0]], r.person_id))
        lines = list(write_lines(rows, self._clerk, self._faults, self._chance))
        if self._level >= 3 and layout.feed == "education":
            lines = _with_subtotals(lines)
        return self._maker.make(sheet, layout, lines, as_text_file=as_text_file)

    def _dictionary(self) -> Grid:
        words: list[list[Any]] = [
            ["性别", "学籍状态"],
            ["男", "在读"],
            ["女", "休学"],
            [None, "转出"],
            [None, "辍学"],
        ]
        grid = Grid("字典", words, hidden=True)
        grid.lines = [(n, Line({}, NOT_DATA, "隐藏的字典表")) for n in range(1, len(words) + 1)]
        return grid


def _plain(name: str, sentences: tuple[str, ...]) -> Grid:
    grid = Grid(name, [[sentence] for sentence in sentences])
    grid.lines = [(n, Line({}, NOT_DATA, "填表说明")) for n in range(1, len(sentences) + 1)]
    return grid


def _with_subtotals(lines: list[Line]) -> list[Line]:
    """A line 小计 after each school."""
    found: list[Line] = []
    school: str | None = None
    people = 0
    for line in lines:
        here = (
            line.row.values["school_name"]
            if line.row and line.fate == ACCEPTED and not line.reason
            else school
        )
        if school is not None and here != school:
            found.append(Line({"school_name": "小计", "class_name": f"{people}人"}, NOT_DATA, "小计"))
            people = 0
        school = here
        people += line.regular
        found.append(line)
    return found
