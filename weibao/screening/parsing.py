"""Reading a rule file: YAML in, a checked `RuleSet` out, or a `RuleError` that lists everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from .inputs import Inputs, default_inputs
from .reading_rules import RuleReader
from .ruleset import LEVEL_WORDS, LEVELS, Rule, RuleError, RuleSet

MOST_RULES = 120
KEYS = {"name", "levels", "review_from", "term_starts", "rules"}


@cache
def default_rules() -> RuleSet:
    """The rules that come with the project."""
    return load_rules(Path(str(files("weibao.screening") / "rules.yaml")))


def load_rules(source: Path | str, inputs: Inputs | None = None) -> RuleSet:
    """Read a rule file (a path) or the text of one. Raises RuleError with every problem found."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行附近" if mark else "文件中"
        raise RuleError([f"{place}不是合格的 YAML，请检查缩进、冒号和引号。"]) from error
    return parse_rules(raw, inputs)


def parse_rules(raw: Any, inputs: Inputs | None = None) -> RuleSet:
    """Check rules already read into dictionaries and lists; see `load_rules`."""
    inputs = default_inputs() if inputs is None else inputs
    if not isinstance(raw, Mapping):
        raise RuleError(["文件的最外层应是“键: 值”，须有 levels 和 rules。"])
    problems: list[str] = []
    unknown = {str(key) for key in raw} - KEYS
    if unknown:
        problems.append(f"最外层有不认识的键：{'、'.join(sorted(unknown))}。")
    levels = _levels(raw.get("levels"), problems)
    review_from = raw.get("review_from", "yellow")
    if review_from not in LEVELS:
        problems.append(f"review_from 应是 {'、'.join(LEVELS)} 之一，现为“{review_from}”。")
    starts = raw.get("term_starts", [2, 9])
    if not (isinstance(starts, list) and starts and all(_is_int(m) and 1 <= m <= 12 for m in starts)):
        problems.append("term_starts 应是学期开始的月份（1 至 12 的整数）的列表。")
        starts = []
    rules = _rules(raw.get("rules"), inputs, problems)
    if problems:
        raise RuleError(problems)
    return RuleSet(
        name=str(raw.get("name", "未命名规则")),
        levels=levels,
        review_from=review_from,
        term_starts=tuple(sorted(set(starts))),
        rules=rules,
    )


def _levels(raw: Any, problems: list[str]) -> dict[str, int]:
    if not isinstance(raw, Mapping) or set(raw) != set(LEVELS):
        problems.append(f"levels 须恰好写明 {'、'.join(LEVELS)} 四级各自的最低分。")
        return {}
    values = [raw[level] for level in LEVELS]
    if not all(_is_int(value) and value >= 1 for value in values):
        problems.append("levels 的最低分须是不小于 1 的整数。")
    elif sorted(values, reverse=True) != values or len(set(values)) != len(values):
        words = "＞".join(LEVEL_WORDS[level] for level in LEVELS)
        problems.append(f"levels 的最低分须逐级降低（{words}）。")
    return {level: raw[level] for level in LEVELS}


def _rules(raw: Any, inputs: Inputs, problems: list[str]) -> tuple[Rule, ...]:
    if not isinstance(raw, list) or not raw:
        problems.append("rules 须是至少含一条规则的列表。")
        return ()
    if len(raw) > MOST_RULES:
        problems.append(f"规则多于 {MOST_RULES} 条，请删减。")
        return ()
    rules: list[Rule] = []
    for position, entry in enumerate(raw, start=1):
        rule = RuleReader(inputs, position).read(entry, problems)
        if rule is None:
            continue
        if any(other.id == rule.id for other in rules):
            problems.append(f"规则 {rule.id} 出现了不止一次，编号须各不相同。")
        rules.append(rule)
    known = {rule.id: rule for rule in rules}
    named = {entry["id"] for entry in raw if isinstance(entry, Mapping) and isinstance(entry.get("id"), str)}
    for rule in rules:
        for part in (part for group in rule.needs for part in group):
            if part not in named:
                problems.append(f"规则 {rule.id} 的 needs：没有编号为“{part}”的规则。")
            elif part in known and known[part].is_combination:
                problems.append(f"规则 {rule.id} 的 needs：“{part}”本身是组合规则，组合不能再组合。")
    return tuple(rules)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
