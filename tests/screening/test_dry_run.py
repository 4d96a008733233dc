"""What a change of rules would do."""

from __future__ import annotations

from importlib.resources import files

from weibao.screening import default_rules, load_rules
from weibao.screening.dry_running import dry_run

from .county import AS_OF, County

TEXT = (files("weibao.screening") / "rules.yaml").read_text(encoding="utf-8")


def a_county() -> County:
    county = County()
    county.add("education", child=1, truant_periods=12)
    county.add("education", child=2, truant_periods=9)
    county.add("hotline", child=3, report_type="监护缺失", received_on=AS_OF)
    county.add("hotline", child=4, report_type="父母服刑", received_on=AS_OF)
    return county


def test_entering_leaving_and_changing_level_are_told_apart():
    county = a_county()
    text = TEXT.replace("at_least: 10}\n    points: {once: 2}", "at_least: 9}\n    points: {once: 3}", 1)
    text = text.replace("in: [监护缺失]}], points: 4}", "in: [监护缺失]}], points: 8}").replace(
        "父母服刑, 父母戒毒]}], points: 3", "父母服刑, 父母戒毒]}], points: 2"
    )
    run = dry_run(county.events, county.children, default_rules(), load_rules(text), AS_OF)
    changes = {
        row["child_id"]: (row["track"], row["change"], row["level_before"], row["level_after"])
        for row in run.changes.to_pylist()
    }
    assert changes == {
        1: ("behaviour", "higher", "blue", "yellow"),
        2: ("behaviour", "entering", None, "yellow"),
        3: ("protection", "higher", "yellow", "red"),
        4: ("protection", "lower", "yellow", "blue"),
    }
    assert run.counts == {
        "protection": {"entering": 0, "leaving": 0, "higher": 1, "lower": 1},
        "behaviour": {"entering": 1, "leaving": 0, "higher": 1, "lower": 0},
    }
    assert run.by_rule["B1"] == {"before": 1, "after": 2, "entering": 1, "leaving": 0}
    assert "规则 B1：命中由 1 人变为 2 人（新增 1 人，减少 0 人）。" in run.sentences
    assert "行为线：新进入 1 人，升级 1 人。" in run.sentences


def test_a_rule_set_aside_lets_its_candidates_go():
    county = a_county()
    run = dry_run(county.events, county.children, default_rules(), default_rules().suspend(["P5"]), AS_OF)
    assert run.counts["protection"] == {"entering": 0, "leaving": 2, "higher": 0, "lower": 0}
    assert run.by_rule["P5"] == {"before": 2, "after": 0, "entering": 0, "leaving": 2}
    assert "规则 P5：暂停使用。" in run.sentences


def test_the_same_rules_change_nothing():
    county = a_county()
    run = dry_run(county.events, county.children, default_rules(), default_rules(), AS_OF)
    assert run.changes.num_rows == 0
    assert run.sentences == ["两版规则相同。", "保护线：没有变化。", "行为线：没有变化。"]
