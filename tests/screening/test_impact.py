"""The impact assessment comes out of the definitions and the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from weibao.screening import default_inputs, default_rules
from weibao.screening.impact import ColumnUse, FeedUse, assess

DAY = date(2026, 2, 28)


def uses() -> list[FeedUse]:
    found = []
    for feed in default_inputs().values():
        columns = tuple(ColumnUse(name, column.label, "筛查") for name, column in feed.columns.items())
        columns += (ColumnUse("name", "姓名", "辨认孩子"),)
        found.append(
            FeedUse(
                feed.name,
                feed.title,
                feed.owner,
                "保护未成年人",
                "未成年人保护法第11条",
                "二十四个月",
                columns,
            )
        )
    return found


def drawn_up(feeds=None, rules=None):
    return assess(feeds or uses(), rules or default_rules(), county="示范县", drawn_up_on=DAY)


def test_it_answers_the_questions_of_the_law_and_is_kept_three_years():
    report = drawn_up()
    assert report.title == "示范县未成年人保护平台个人信息保护影响评估报告"
    assert [section.title[0] for section in report.sections] == list("一二三四五六七")
    assert report.keep_until == date(2029, 2, 28)
    assert report.gaps == ()
    assert report.sections[-1].paragraphs[0] == "各数据源和规则的定义完整，没有缺项。"


def test_it_lists_every_feed_column_and_rule():
    report = drawn_up()
    tables = {table.title: table for section in report.sections for table in section.tables}
    assert [row[0] for row in tables["数据源"].rows] == [feed.title for feed in uses()]
    assert len(tables["数据项"].rows) == sum(len(feed.columns) for feed in uses())
    assert [row[0] for row in tables["规则"].rows] == [rule.id for rule in default_rules().rules]
    assert all(len(row) == len(table.header) for table in tables.values() for row in table.rows)
    assert ("学籍与考勤", "本学期旷课节数", "筛查", "B1") in tables["数据项"].rows
    assert ("学籍与考勤", "姓名", "辨认孩子", "不用于筛查") in tables["数据项"].rows


def test_what_a_definition_does_not_say_is_a_gap():
    first, *rest = uses()
    bare = replace(
        first, purpose=" ", retention="", columns=(replace(first.columns[0], purpose=""), *first.columns[1:])
    )
    report = drawn_up([bare, *rest])
    assert report.gaps == (
        "数据源“学籍与考勤”没有写明目的。",
        "数据源“学籍与考勤”没有写明保存期限。",
        "数据源“学籍与考勤”的“学籍状态”没有写明用途。",
    )
    assert set(report.gaps) <= set(report.sections[-1].paragraphs)


def test_a_rule_beyond_the_definitions_is_a_gap():
    first, *rest = uses()
    less = replace(
        first, columns=tuple(column for column in first.columns if column.name != "truant_periods")
    )
    assert drawn_up([less, *rest[:-1]]).gaps == (
        "规则 B1 使用的列“truant_periods”不在数据源的定义之内。",
        "规则 P5 使用的数据源“hotline”没有定义。",
    )


def test_it_is_another_version_when_rules_or_definitions_change():
    first, *rest = uses()
    versions = {
        drawn_up().version,
        drawn_up(rules=default_rules().suspend(["B1"])).version,
        drawn_up([replace(first, retention="十二个月"), *rest]).version,
    }
    assert len(versions) == 3
