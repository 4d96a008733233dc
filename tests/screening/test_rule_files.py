"""Rule files: what is read, what is refused and how clearly, versions and differences."""

from __future__ import annotations

import copy
from importlib.resources import files

import pytest
import yaml

from weibao.screening import RuleError, default_inputs, default_rules, load_rules, parse_rules
from weibao.screening.difference import difference

TEXT = (files("weibao.screening") / "rules.yaml").read_text(encoding="utf-8")


def raw(**changes) -> dict:
    return copy.deepcopy(yaml.safe_load(TEXT)) | changes


def with_rule(rule_id: str, **changes) -> dict:
    """The default rules with keys of one rule replaced; a value of None takes the key away."""
    data = raw()
    for rule in data["rules"]:
        if rule["id"] == rule_id:
            rule.update(changes)
            for key in [key for key, value in changes.items() if value is None]:
                del rule[key]
    return data


def test_the_default_rules_are_the_fifteen_of_the_specification():
    rules = default_rules()
    assert [rule.id for rule in rules.rules] == [
        *("B1", "B2", "B3", "B4", "B5", "B6"), *("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"), "C1",
    ]  # fmt: skip
    assert {rule.id[0] for rule in rules.rules if rule.track == "behaviour"} == {"B"}
    assert dict(rules.levels) == {"red": 8, "orange": 5, "yellow": 3, "blue": 1}
    tops = {rule.id: rule.points.top for rule in rules.rules}
    assert tops == {"B1": 2, "B2": 6, "B3": 2, "B4": 4, "B5": 2, "B6": 8, "P1": 4, "P2": 4, "P3": 8, "P4": 8, "P5": 6,
                    "P6": 6, "P7": 6, "P8": 1, "C1": 2}  # fmt: skip


def test_every_default_rule_says_its_ground_and_what_is_not_known():
    for rule in default_rules().rules:
        assert rule.ground and all(ground.law for ground in rule.ground), rule.id
        assert rule.unknowns, rule.id


def test_screening_may_look_at_no_column_that_names_or_locates_a_person():
    forbidden = {
        "name",
        "id_number",
        "guardian_name",
        "guardian_phone",
        "home_address",
        "birth_date",
        "sex",
        "place",
    }
    for feed in default_inputs().values():
        assert not forbidden & set(feed.columns), feed.name


REFUSED = [
    (with_rule("B1", feed="wechat"), "规则 B1 的 feed：没有数据源“wechat”"),
    (
        with_rule("B1", when=[{"field": "guardian_phone", "in": ["1"]}]),
        "列“guardian_phone”不在“学籍与考勤”允许筛查的列之内",
    ),
    (with_rule("B1", when=[{"field": "ethnicity", "in": ["汉"]}]), "列“ethnicity”不在"),
    (with_rule("B1", sentence="{name} 旷课"), "规则 B1 的 sentence：列“name”不在"),
    (with_rule("B1", sentence="旷课 {truant_periods!r}"), "花括号里只能写列名"),
    (with_rule("P1", sentence=["一", "二", "三"]), "一一对应的 2 句"),
    (
        with_rule("B1", when=[{"field": "truant_periods", "in": ["十"]}]),
        "“本学期旷课节数”是数字，这里需要文字",
    ),
    (with_rule("B1", when=[{"field": "truant_periods", "at_least": "十"}]), "at_least 后应是不小于 0 的整数"),
    (with_rule("B1", when=[{"field": "truant_periods", "like": "1"}]), "每个条件写一个 field 和"),
    (with_rule("B1", when=[]), "规则 B1 的 when：应是条件的列表"),
    (with_rule("B1", when={"any": []}), "规则 B1 的 when：应是条件的列表"),
    (with_rule("B1", when=[{"age": [16, 6]}]), "age 应是两个周岁"),
    (with_rule("B2", when=[{"field": "minor_role", "in": ["作案人"]}]), "“作案人”不是该列的代码"),
    (with_rule("B1", track="danger"), "规则 B1 的 track：应是 protection"),
    (with_rule("B1", title=" "), "规则 B1 的 title：须写明规则的名称"),
    (with_rule("B1", points={"once": 0}), "once 后应是不小于 1 的整数"),
    (with_rule("B1", points={"once": True}), "once 后应是不小于 1 的整数"),
    (with_rule("B1", points={"once": 2, "each": 1}), "中的一种计分方法"),
    (with_rule("B1", points={"once": 2, "at_most": 4}), "once 不能与 at_most 同写"),
    (with_rule("B4", points={"each": 2, "distinct": ["handling_unit"]}), "列“handling_unit”不在"),
    (with_rule("B4", points={"each": 2, "at_most": 0}), "at_most 应是不小于 1 的整数"),
    (with_rule("B2", points={"steps": [{"at": 2, "points": 4}]}), "steps 须从 1 次起"),
    (with_rule("B2", points={"steps": [{"at": 1, "points": 4}, {"at": 2, "points": 3}]}), "分数不减少"),
    (with_rule("P2", points={"sum": [{"points": 1}]}), "distinct 应是列名的列表（sum 必须写）"),
    (with_rule("P3", points={"highest": [{"points": 1, "note": "x"}]}), "每一项写 when 和 points"),
    (
        with_rule("B2", lasts={"kind": "days", "days": 0, "date": "received_at"}),
        "天数或月数应是不小于 1 的整数",
    ),
    (
        with_rule("B2", lasts={"kind": "days", "days": 9, "date": "minor_role"}),
        "“未成年人角色”是文字，这里需要日期",
    ),
    (with_rule("B2", lasts={"kind": "days", "days": 9}), "days 须写且只写：date、days"),
    (with_rule("B2", lasts={"kind": "term"}), "“涉未成年人警情”不按月报送状态，只能用 days"),
    (with_rule("B2", lasts={"kind": "for ever"}), "现为“for ever”"),
    (with_rule("B1", ground=[]), "须写明至少一项依据"),
    (with_rule("B1", colour="red"), "规则 B1 的 colour：不认识这个键"),
    (with_rule("B1", id="b-1"), "第 1 条规则的 id"),
    (with_rule("B2", id="B1"), "规则 B1 出现了不止一次"),
    (with_rule("C1", needs=[["P2"], ["X9"]]), "没有编号为“X9”的规则"),
    (with_rule("C1", needs=[["P2"], ["C1"]]), "组合不能再组合"),
    (with_rule("C1", needs=[["P2"]]), "应是至少两组规则编号"),
    (with_rule("C1", feed="police"), "组合规则（有 needs）不能再写这个键"),
    (with_rule("C1", points={"each": 1}), "组合规则只能用 once 计分"),
    (raw(levels={"red": 8, "orange": 5, "yellow": 5, "blue": 1}), "须逐级降低"),
    (raw(levels={"red": 8}), "levels 须恰好写明"),
    (raw(review_from="green"), "review_from 应是"),
    (raw(term_starts=[13]), "term_starts 应是学期开始的月份"),
    (raw(rules=[]), "rules 须是至少含一条规则的列表"),
    (raw(rules=["B1"]), "第 1 条规则应是“键: 值”的形式"),
    (raw(secret=1), "最外层有不认识的键：secret"),
    ([], "文件的最外层应是“键: 值”"),
]


@pytest.mark.parametrize(("data", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_a_rule_file_that_does_not_hold_is_refused_and_says_where(data, message):
    with pytest.raises(RuleError) as refused:
        parse_rules(data)
    assert message in str(refused.value)


def test_a_file_that_is_not_yaml_is_refused_with_the_line():
    with pytest.raises(RuleError, match="第 3 行附近不是合格的 YAML"):
        load_rules("name: 一\nlevels: [\nrules: }")


def test_all_problems_of_a_file_are_told_at_once():
    data = with_rule("B1", feed="wechat", track="danger")
    data["levels"] = {}
    with pytest.raises(RuleError) as refused:
        parse_rules(data)
    assert len(refused.value.problems) == 3


def test_a_file_laid_out_otherwise_has_the_same_version():
    data = raw(name="另一个名字")
    data["rules"].reverse()
    same = load_rules(yaml.safe_dump(data, allow_unicode=True))
    assert same.version == default_rules().version
    assert difference(default_rules(), same) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (raw(levels={"red": 9, "orange": 5, "yellow": 3, "blue": 1}), "红色的最低分由 8 分改为 9 分。"),
        (raw(review_from="orange"), "进入审核的最低级别由黄色改为橙色。"),
        (raw(term_starts=[3, 9]), "学期开始的月份由 2 月、9 月 改为 3 月、9 月。"),
        (with_rule("B1", points={"once": 3}), "规则 B1：计分由“2 分”改为“3 分”。"),
        (with_rule("B1", active=False), "规则 B1：暂停使用。"),
        (
            with_rule("B3", lasts={"kind": "days", "days": 90, "date": "received_at"}),
            "规则 B3：有效期由“自事件当日起 180 天内有效（按接警时间）”改为“自事件当日起 90 天内有效（按接警时间）”。",
        ),
        (
            with_rule("B1", when=[{"field": "truant_periods", "at_least": 15}]),
            "规则 B1：条件由“学籍与考勤：本学期旷课节数不少于 10”改为“学籍与考勤：本学期旷课节数不少于 15”。",
        ),
        (
            raw(rules=[rule for rule in raw()["rules"] if rule["id"] != "B6"]),
            "删去规则 B6“涉嫌犯罪”（行为线）：涉未成年人案件中，诉讼身份为犯罪嫌疑人，8 分，自事件当日起 365 天内有效。",
        ),
    ],
)
def test_a_change_has_another_version_and_is_said_in_words(data, said):
    changed = parse_rules(data)
    assert changed.version != default_rules().version
    assert difference(default_rules(), changed) == [said]


def test_a_rule_that_is_not_there_cannot_be_suspended():
    with pytest.raises(RuleError, match="没有编号为 Z9 的规则"):
        default_rules().suspend(["Z9"])
