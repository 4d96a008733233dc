"""Rules written back, and their numbers changed as on a page."""

from __future__ import annotations

import pytest

from weibao.screening import RuleError, default_rules, load_rules, parse_rules
from weibao.screening.difference import difference
from weibao.screening.writing import adjust, settings, to_data, to_text


def test_rules_written_and_read_again_are_the_same():
    rules = default_rules().suspend(["B1"])
    assert parse_rules(to_data(rules)) == rules
    assert load_rules(to_text(rules)).version == rules.version


def test_every_number_of_the_default_rules_can_be_changed_and_is_told():
    rules = default_rules()
    found = settings(rules)
    assert len({setting.path for setting in found}) == len(found)
    for setting in found:
        changed = adjust(rules, {setting.path: setting.value + 1})
        told = difference(rules, changed)
        assert len(told) == 1, setting
        assert changed.version != rules.version
        if setting.rule:
            assert told[0].startswith(f"规则 {setting.rule}："), setting


def test_settings_have_labels_that_a_reviewer_understands():
    labels = {setting.path: setting.label for setting in settings(default_rules())}
    assert labels["levels/red"] == "红色最低分"
    assert labels["B1/when/0/at_least"] == "本学期旷课节数不少于"
    assert labels["P1/when/any/1/0/age/0"] == "最小周岁"
    assert labels["P1/when/any/1/1/at_least"] == "连续未到校天数不少于"
    assert labels["B2/points/steps/1/points"] == "2 次起的分值"
    assert labels["B4/points/at_most"] == "最多分值"
    assert labels["B4/lasts/days"] == "有效天数"
    assert labels["P4/points/highest/1/points"] == "心理评估等级为高的分值"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"B1/points/once": 0}, "once 后应是不小于 1 的整数"),
        ({"levels/orange": 9}, "须逐级降低"),
        ({"B2/points/steps/1/points": 1}, "分数不减少"),
        ({"B1/track": 1}, "没有可修改的数值“B1/track”"),
        ({"Z9/points/once": 1}, "没有可修改的数值“Z9/points/once”"),
    ],
)
def test_a_number_that_cannot_be_is_refused(changes, message):
    with pytest.raises(RuleError, match=message):
        adjust(default_rules(), changes)
