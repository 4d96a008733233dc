"""What changed between two versions of the rules, in words."""

from __future__ import annotations

from .inputs import Inputs, default_inputs
from .ruleset import LEVEL_WORDS, LEVELS, TRACK_WORDS, Rule, RuleSet
from .wording import ground_in_words, lasts_in_words, points_in_words, rule_in_words, when_in_words


def difference(before: RuleSet, after: RuleSet, inputs: Inputs | None = None) -> list[str]:
    """One Chinese sentence for each thing that differs; an empty list when the versions are the same."""
    inputs = default_inputs() if inputs is None else inputs
    said = []
    for level in LEVELS:
        if before.levels[level] != after.levels[level]:
            said.append(
                f"{LEVEL_WORDS[level]}的最低分由 {before.levels[level]} 分改为 {after.levels[level]} 分。"
            )
    if before.review_from != after.review_from:
        said.append(
            f"进入审核的最低级别由{LEVEL_WORDS[before.review_from]}改为{LEVEL_WORDS[after.review_from]}。"
        )
    if before.term_starts != after.term_starts:
        said.append(f"学期开始的月份由 {_months(before)} 改为 {_months(after)}。")
    old = {rule.id: rule for rule in before.rules}
    new = {rule.id: rule for rule in after.rules}
    said += [f"删去{rule_in_words(old[rule_id], inputs)}" for rule_id in old if rule_id not in new]
    said += [f"新增{rule_in_words(new[rule_id], inputs)}" for rule_id in new if rule_id not in old]
    for rule_id, rule in new.items():
        if rule_id in old:
            said += [f"规则 {rule_id}：{text}。" for text in _changes(old[rule_id], rule, inputs)]
    return said


def _changes(old: Rule, new: Rule, inputs: Inputs) -> list[str]:
    pairs = [
        (
            "条件",
            f"{_feed(old, inputs)}{when_in_words(old, inputs)}",
            f"{_feed(new, inputs)}{when_in_words(new, inputs)}",
        ),
        ("计分", points_in_words(old, inputs), points_in_words(new, inputs)),
        ("同一事件的认定列", "、".join(old.points.distinct) or "无", "、".join(new.points.distinct) or "无"),
        ("有效期", _lasting(old, inputs), _lasting(new, inputs)),
        ("所属", f"{TRACK_WORDS[old.track]}线", f"{TRACK_WORDS[new.track]}线"),
        ("名称", old.title, new.title),
        ("依据", _grounds(old), _grounds(new)),
        ("说明句", "；".join(old.sentences) or "无", "；".join(new.sentences) or "无"),
        ("尚不清楚的事项", "、".join(old.unknowns) or "无", "、".join(new.unknowns) or "无"),
    ]
    said = [f"{name}由“{was}”改为“{now}”" for name, was, now in pairs if was != now]
    if old.active != new.active:
        said.append("恢复使用" if new.active else "暂停使用")
    return said


def _feed(rule: Rule, inputs: Inputs) -> str:
    feed = inputs.get(rule.feed or "")
    return f"{feed.title}：" if feed else ""


def _lasting(rule: Rule, inputs: Inputs) -> str:
    column = (
        f"（按{inputs[rule.feed].columns[rule.lasts.date].label}）" if rule.feed and rule.lasts.date else ""
    )
    return lasts_in_words(rule.lasts) + column


def _grounds(rule: Rule) -> str:
    return "；".join(ground_in_words(ground) for ground in rule.ground)


def _months(rules: RuleSet) -> str:
    return "、".join(f"{month} 月" for month in rules.term_starts)
