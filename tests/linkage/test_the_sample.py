"""The sample delivery, where it lies beside the checkout: how well its rows find each other."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from tests.linkage.people import row, table
from weibao.linkage import link
from weibao.linkage.numbers import is_usable

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(
        not SAMPLES.is_dir(), reason=f"NO SAMPLE DELIVERY at {SAMPLES}: linkage is not measured on it"
    ),
]
_FIELDS = {
    "姓名": "name", "儿童姓名": "name", "未成年人姓名": "name", "性别": "sex", "出生日期": "birth_date", "生日": "birth_date",
    "出生年月日": "birth_date", "身份证号": "id_number", "监护人姓名": "guardian_name", "家长姓名": "guardian_name",
    "监护人电话": "guardian_phone", "联系电话": "guardian_phone", "家庭住址": "address", "居住地址": "address",
    "案发地点": "address", "乡镇": "town", "村(社区)": "village",
}  # fmt: skip
_SEX = {"男": "男", "男性": "男", "1": "男", "女": "女", "女性": "女", "2": "女"}


def _sheets(path: Path):
    if path.suffix == ".csv":
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        yield "", list(csv.reader(text.splitlines()))
        return
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _text(cell) -> str:
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return re.sub(r"\s", "", str(whole)).lstrip("'")


def _date(cell) -> date | None:
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    text = _text(cell)
    if re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    parts = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?", text)
    return date(*map(int, parts.groups())) if parts else None


def _record(number: int, feed: str, said: dict) -> dict:
    written = _text(said.get("id_number", "")).upper()
    telephones = re.findall(r"1\d{10}", re.sub(r"-", "", str(said.get("guardian_phone", ""))))
    plain = {
        key: _text(said[key]) or None
        for key in ("guardian_name", "town", "village", "address")
        if key in said
    }
    return row(
        number,
        re.sub(r"[（(].*?[)）]", "", _text(said["name"])),
        feed=feed,
        sex=_SEX.get(_text(said.get("sex", ""))),
        birth_date=_date(said.get("birth_date", "")),
        id_number=written if is_usable(written) else None,
        id_number_raw=written if re.search(r"\d", written) and not is_usable(written) else None,
        guardian_phone=" ".join(telephones) or None,
        once_key="education|2025-12" if feed == "education" else None,
        **plain,
    )


def _delivery() -> tuple[pa.Table, dict[int, str]]:
    with (SAMPLES / "truth" / "links.csv").open(encoding="utf-8-sig") as file:
        truth = {
            (r["file"], r["sheet"], int(r["row"])): (r["feed"], r["person_id"]) for r in csv.DictReader(file)
        }
    records, people, contents = [], {}, set()
    for path in sorted(SAMPLES.glob("*.*")):
        for sheet, lines in _sheets(path):
            header, town = None, None
            for place, line in enumerate(lines, start=1):
                named = [
                    _FIELDS.get(re.sub(r"[\s*]", "", str(c)).replace("（", "(").replace("）", ")"))
                    for c in line
                ]
                if header is None:
                    header = named if "name" in named else None
                    continue
                said = {field: cell for field, cell in zip(header, line, strict=False) if field}
                if "town" in said:
                    town = said["town"] = town if _text(said["town"]) in ("", "同上") else said["town"]
                content = (path.stem.split("_")[0], *map(str, line))
                if (path.name, sheet, place) in truth and content not in contents:
                    contents.add(content)
                    feed, person = truth[(path.name, sheet, place)]
                    records.append(_record(len(records) + 1, feed, said))
                    people[len(records)] = person
    return table(*records), people


def _pairs(labels) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def test_the_sample_is_linked_without_a_wrong_link_and_nearly_without_a_gap():
    records, people = _delivery()
    found = link(records)
    label = dict(zip(found.links["record_id"].to_pylist(), found.links["cluster"].to_pylist(), strict=True))
    both, ours, real = (
        _pairs((label[r], people[r]) for r in people),
        _pairs(label.values()),
        _pairs(people.values()),
    )
    assert real > 900
    assert both == ours, f"{ours - both} wrong pairs"
    assert both / real >= 0.99
    assert found.review <= 0.01 * records.num_rows
    owner = {label[record]: people[record] for record in people}
    first = [one for one in found.proposals.to_pylist() if one["rank"] == 1]
    assert all(owner[one["cluster"]] == people[one["record_id"]] for one in first)
