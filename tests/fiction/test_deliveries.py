"""Deliveries: the oddities of real workbooks by level, and a truth that agrees with what is written."""

import csv
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from weibao.fiction import County, make_delivery, write_delivery
from weibao.fiction.__main__ import main
from weibao.fiction.happenings import FEEDS
from weibao.fiction.layouts import FORBIDDEN
from weibao.fiction.lines import ACCEPTED, DUPLICATE, NOT_DATA, QUARANTINED
from weibao.fiction.numbers import is_valid

pytestmark = pytest.mark.pure

LEVELS = (0, 1, 2, 3)


@pytest.fixture(scope="module")
def county():
    return County(seed=11, children=4000)


@pytest.fixture(scope="module")
def deliveries(county):
    return {level: make_delivery(county, level) for level in LEVELS}


def cells(delivery):
    return [value for file in delivery.files for grid in file.grids for row in grid.rows for value in row]


def texts(delivery):
    return [value for value in cells(delivery) if isinstance(value, str)]


def some_text(delivery, pattern):
    return any(re.search(pattern, text) for text in texts(delivery))


def fates(delivery):
    return Counter(line.fate for *_where, line in delivery.lines())


def headers(delivery):
    return [
        word
        for _file, grid, number, line in delivery.lines()
        if line.reason == "表头"
        for word in grid.rows[number - 1]
        if word
    ]


def test_all_seven_feeds_come_at_every_level(deliveries):
    for delivery in deliveries.values():
        assert tuple(dict.fromkeys(file.feed for file in delivery.files)) == FEEDS


def test_a_clean_delivery_has_nothing_but_accepted_rows_below_its_headers(deliveries):
    assert set(fates(deliveries[0])) == {ACCEPTED, NOT_DATA}
    assert {line.reason for *_where, line in deliveries[0].lines() if line.fate == NOT_DATA} == {
        "标题",
        "填报信息",
        "表头",
    }
    for *_where, line in deliveries[0].lines():
        if line.row:
            assert line.cells == line.row.values


@pytest.mark.parametrize("level", [2, 3])
class TestEveryOddityAppears:
    @pytest.mark.parametrize(
        "pattern",
        [
            r"^\*|\*$",
            r"\n",
            r"^同上$",
            r"^合计$",
            r"填表人",
            r"^注：",
            r"^无$",
            r"^不详$",
            r"某某?$|化名|无名氏",
            r"小名|又名",
            r"·",
            r"\u3000",
            r"\u00a0",
            r"^[０-９]{17}[０-９Ｘ]$",
            r"^[０-９]{4}年",
            r"^\d{4}年\d{1,2}月\d{1,2}日$",
            r"^\d{4}\.\d{1,2}\.\d{1,2}$",
            r"^\d{4}/\d{2}/\d{2}$",
            r"^\d{4}-\d{2}-\d{2}$",
            r"^\d{8}$",
            r"2月31日|-02-30|1332$|/13/05|\.4\.31|-00-12",
            r"^\d{17}x$",
            r"^\d{6} \d{8} \d{3}[\dX]$",
            r"^'\d{17}",
            r"^620799\d{11}$",
            r"^1\d\d-\d{4}-\d{4}$",
            r"^1\d{10}[/、 ；]1\d{10}$",
            r"^\S  \S$",
            r"[劉張趙陳馬黃]",
        ],
    )
    def test_in_a_text(self, deliveries, level, pattern):
        assert some_text(deliveries[level], pattern)

    def test_numbers_turned_into_floats(self, deliveries, level):
        floats = [v for v in cells(deliveries[level]) if isinstance(v, float)]
        assert any(v > 6e17 for v in floats)
        assert any(1.3e10 <= v < 2e10 for v in floats)

    def test_dates_as_serial_numbers_and_as_bare_integers(self, deliveries, level):
        numbers = [v for v in cells(deliveries[level]) if type(v) is int]
        assert any(38000 < v < 46100 for v in numbers)
        assert any(20070101 < v < 20251231 for v in numbers)

    def test_mistyped_numbers(self, deliveries, level):
        numbers = [t for t in texts(deliveries[level]) if re.fullmatch(r"620799\d{11}[\dX]", t)]
        assert any(not is_valid(n) for n in numbers)

    def test_headers_are_reworded_and_stand_on_different_rows(self, deliveries, level):
        assert {"身份证号", "身份证号码", "公民身份号码"} <= set(headers(deliveries[level]))
        rows = {n for _f, _g, n, line in deliveries[level].lines() if line.reason == "表头"}
        assert len(rows) > 2

    def test_columns_that_may_never_be_taken_in(self, deliveries, level):
        assert set(headers(deliveries[level])) & set(FORBIDDEN)

    def test_merged_cells_down_a_column_hidden_instruction_and_empty_sheets(self, deliveries, level):
        grids = [grid for file in deliveries[level].files for grid in file.grids]
        assert any(last > first for grid in grids for first, _c, last, _d in grid.merges)
        assert any(grid.hidden for grid in grids)
        assert any(grid.name == "填表说明" for grid in grids)
        assert any(not grid.rows for grid in grids)
        assert any(len(file.grids) > 4 for file in deliveries[level].files)

    def test_blank_rows_and_columns(self, deliveries, level):
        reasons = Counter(line.reason for *_where, line in deliveries[level].lines())
        assert reasons["空行"] > 3
        headed = [
            (grid, number) for _f, grid, number, line in deliveries[level].lines() if line.reason == "表头"
        ]
        assert any(None in grid.rows[number - 1] for grid, number in headed)

    def test_duplicates_nobodies_and_rows_without_a_name(self, deliveries, level):
        assert fates(deliveries[level])[DUPLICATE] and fates(deliveries[level])[QUARANTINED]
        reasons = {line.reason for *_where, line in deliveries[level].lines()}
        assert {"姓名不指向任何人", "日期不存在", "缺少姓名"} <= reasons

    def test_rows_that_carry_nothing_but_a_name(self, deliveries, level):
        assert any(
            line.row and not line.cells["birth_date"] and line.cells["id_number"] in (None, "无", "不详")
            for *_where, line in deliveries[level].lines()
            if line.row and line.row.feed in ("police", "venues", "health")
        )


def test_text_files_come_in_all_encodings_and_separators(deliveries):
    forms = {(f.encoding, f.separator) for d in deliveries.values() for f in d.files if f.encoding}
    assert {encoding for encoding, _s in forms} == {"gbk", "gb18030", "utf-8", "utf-8-sig"}
    assert {separator for _e, separator in forms} == {",", ";", "\t"}


def test_each_level_is_dirtier_than_the_one_below(deliveries):
    unusable = []
    for delivery in deliveries.values():
        numbers = [str(line.cells["id_number"] or "") for *_where, line in delivery.lines() if line.row]
        unusable.append(sum(not is_valid(n) for n in numbers) / len(numbers))
    assert unusable == sorted(unusable) and unusable[0] == 0 and unusable[3] > 0.2


def test_an_unknown_level_is_refused(county):
    with pytest.raises(ValueError, match="脏乱程度"):
        make_delivery(county, 4)


def read_truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_rows(path: Path, encoding: str | None, separator: str) -> dict[str, list[list]]:
    if encoding:
        with path.open(encoding=encoding, newline="") as stream:
            return {"": [list(row) for row in csv.reader(stream, delimiter=separator)]}
    book = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.parametrize("level", LEVELS)
def test_the_truth_names_the_row_in_which_the_child_stands(tmp_path, level):
    county = County(seed=3, children=400)
    written = write_delivery(county, tmp_path, level)
    forms = {f.name: (f.encoding, f.separator) for f in make_delivery(county, level).files}
    sheets = {path.name: read_rows(path, *forms[path.name]) for _feed, path in written}
    people = {p["person_id"]: p for p in read_truth(tmp_path, "people.csv")}
    links = read_truth(tmp_path, "links.csv")
    assert len(links) > 400
    agreeing = 0
    for link in links:
        row = sheets[link["file"]][link["sheet"]][int(link["row"]) - 1]
        agreeing += people[link["person_id"]]["name"] in map(str, row)
    assert agreeing / len(links) > (0.999, 0.95, 0.9, 0.85)[level]


def test_every_row_written_has_a_fate(tmp_path):
    county = County(seed=3, children=400)
    written = write_delivery(county, tmp_path, 3)
    forms = {f.name: (f.encoding, f.separator) for f in make_delivery(county, 3).files}
    told = {(r["file"], r["sheet"], int(r["row"])) for r in read_truth(tmp_path, "rows.csv")}
    for _feed, path in written:
        for sheet, rows in read_rows(path, *forms[path.name]).items():
            for number, row in enumerate(rows, 1):
                assert (path.name, sheet, number) in told or not any(row)


def test_links_are_told_of_accepted_and_duplicate_rows_only(tmp_path):
    write_delivery(County(seed=3, children=400), tmp_path, 3)
    where = ("feed", "file", "sheet", "row")
    told = {tuple(r[w] for w in where): r["fate"] for r in read_truth(tmp_path, "rows.csv")}
    linked = {tuple(r[w] for w in where) for r in read_truth(tmp_path, "links.csv")}
    assert linked == {place for place, fate in told.items() if fate in (ACCEPTED, DUPLICATE)}


def test_the_same_arguments_write_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        write_delivery(County(seed=5, children=120), tmp_path / folder, 3)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert len(files) > 10
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_only_numbers_under_the_unassigned_area_are_written(deliveries):
    for delivery in deliveries.values():
        for text in texts(delivery):
            digits = text.replace(" ", "").strip("'").upper()
            if re.fullmatch(r"[0-9]{17}[0-9X]", digits):
                assert digits.startswith("620799")


def test_the_command_writes_a_delivery_and_names_its_files(tmp_path):
    done = CliRunner().invoke(
        main, ["--out", str(tmp_path), "--children", "60", "--dirt", "2", "--seed", "4"]
    )
    assert done.exit_code == 0
    named = [Path(line.split("\t")[1]) for line in done.output.splitlines()]
    assert named and all(path.is_file() for path in named)


def test_the_command_refuses_an_unknown_level(tmp_path):
    done = CliRunner().invoke(main, ["--out", str(tmp_path), "--dirt", "9"])
    assert done.exit_code == 2
