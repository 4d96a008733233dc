"""`weibao feeds`: what it prints, and its exit status."""

import json

import pytest
from click.testing import CliRunner

from tests.feeds.making import EDUCATION, pupil, text_file
from weibao.feeds.commands import feeds

pytestmark = pytest.mark.django_db
KEYS = ["feed", "batch", "file", "rows", "accepted", "duplicates", "quarantined", "not_data", "dropped_columns", "reasons"]  # fmt: skip


@pytest.fixture
def run(county):
    return lambda *arguments: CliRunner().invoke(feeds, [str(one) for one in arguments])


@pytest.fixture
def good(tmp_path):
    return text_file(
        tmp_path / "学籍.csv", [*EDUCATION, "民族"], [*pupil(), "汉族"], [*pupil(姓名="李某"), "汉族"]
    )


def test_one_file_is_one_json_object_with_exactly_the_keys_of_the_specification(run, good):
    answer = run("import", "education", good, "--json")
    assert answer.exit_code == 0
    printed = json.loads(answer.stdout)
    assert list(printed) == KEYS
    assert (printed["feed"], printed["file"], printed["dropped_columns"]) == (
        "education",
        "学籍.csv",
        ["民族"],
    )
    assert [printed[key] for key in KEYS[3:8]] == [3, 1, 0, 1, 1]
    assert printed["reasons"] == {"“姓名”没有写明是哪个孩子，请写真实姓名": 1}


def test_several_files_are_one_object_with_sums_and_each_files_own(run, good, tmp_path):
    more = text_file(tmp_path / "b.csv", EDUCATION, pupil())
    printed = json.loads(run("import", "education", good, more, "--json").stdout)
    assert list(printed) == [*KEYS, "files"]
    assert (printed["rows"], printed["accepted"], printed["duplicates"]) == (5, 1, 1)
    assert [one["file"] for one in printed["files"]] == ["学籍.csv", "b.csv"]
    assert printed["batch"] == [one["batch"] for one in printed["files"]]


def test_people_get_a_receipt_in_sentences(run, good):
    printed = run("import", "education", good, "--period", "2025-12").stdout
    assert "数据月份 2025-12" in printed
    assert "读取 3 行，接收 1 行，重复 0 行，隔离 1 行，非数据 1 行" in printed
    assert "没有收入的列：民族" in printed
    assert "说明：“民族”依法不得收集" in printed
    assert "同样的文件已经导入过" in run("import", "education", good).stdout


def test_a_refused_file_is_one_line_on_standard_error_and_status_2(run, tmp_path):
    bad = tmp_path / "学籍.xlsx"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    answer = run("import", "education", bad, "--json")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1
    assert "学籍.xlsx：这是一张 PNG 图片，不是表格。" in answer.stderr


def test_a_refused_file_does_not_hold_up_the_others(run, good, tmp_path):
    bad = tmp_path / "b.csv"
    bad.write_bytes(b"")
    answer = run("import", "education", bad, good, "--json")
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["accepted"] == 1


@pytest.mark.parametrize("arguments", [("weather", "a.csv"), ("education", "missing.csv")])
def test_an_unknown_feed_and_a_missing_file_are_refused(run, arguments):
    assert run("import", *arguments).exit_code == 2


def test_a_month_is_written_year_and_month(run, good):
    answer = run("import", "education", good, "--period", "2025年12月")
    assert answer.exit_code == 2
    assert "--period 应写成“2025-12”的样子" in answer.stderr


def test_the_feeds_are_listed(run, good):
    run("import", "education", good, "--period", "2025-12")
    first, *others = json.loads(run("list", "--json").stdout)["feeds"]
    assert (first["feed"], first["batches"], first["accepted"], first["latest_month"]) == (
        "education",
        1,
        1,
        "2025-12",
    )
    assert [one["batches"] for one in others] == [0] * 6
    assert "教育局" in run("list").stdout


def test_definitions_are_checked(run, tmp_path):
    assert run("definitions", "check").exit_code == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: wrong\n", encoding="utf-8")
    answer = run("definitions", "check", wrong)
    assert answer.exit_code == 2
    assert "定义文件 wrong.yaml：文件缺少：title" in answer.stderr
