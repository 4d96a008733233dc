"""Rules back into the form of the rule file, for storing a version and for changing its numbers on a page."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from .inputs import Inputs, default_inputs
from .parsing import parse_rules
from .ruleset import LEVEL_WORDS, Alternatives, Condition, Points, Rule, RuleError, RuleSet
from .wording import condition_in_words


@dataclass(frozen=True)
class Setting:
    """One number of the rules that a county may change. `path` names it for `adjust`; `rule` is None for the levels."""

    path: str
    rule: str | None
    label: str
    value: int


def to_data(rules: RuleSet) -> dict[str, Any]:
    """The rules as dictionaries and lists; `parse_rules(to_data(rules)) == rules`."""
    return {
        "name": rules.name,
        "levels": dict(rules.levels),
        "review_from": rules.review_from,
        "term_starts": list(rules.term_starts),
        "rules": [_rule(rule) for rule in rules.rules],
    }


def to_text(rules: RuleSet) -> str:
    """The rules as the text of a rule file."""
    return yaml.safe_dump(to_data(rules), allow_unicode=True, sort_keys=False, width=120)


def settings(rules: RuleSet, inputs: Inputs | None = None) -> list[Setting]:
    """Every number a county may change: thresholds of levels, points, caps, windows, ages and counts, in reading order."""
    inputs = default_inputs() if inputs is None else inputs
    found = [
        Setting(f"levels/{level}", None, f"{LEVEL_WORDS[level]}最低分", value)
        for level, value in rules.levels.items()
    ]
    for rule in rules.rules:
        found += [
            Setting(f"{rule.id}/{path}", rule.id, label, value)
            for path, label, value in _numbers(rule, inputs)
        ]
    return found


def adjust(rules: RuleSet, changes: Mapping[str, int], inputs: Inputs | None = None) -> RuleSet:
    """The rules with some numbers changed: path → number. Raises RuleError for an unknown path or a number that can't be."""
    inputs = default_inputs() if inputs is None else inputs
    known = {setting.path for setting in settings(rules, inputs)}
    unknown = sorted(set(changes) - known)
    if unknown:
        raise RuleError([f"没有可修改的数值“{'、'.join(unknown)}”。"])
    data = copy.deepcopy(to_data(rules))
    by_id = {rule["id"]: rule for rule in data["rules"]}
    for path, value in changes.items():
        first, *steps = path.split("/")
        place: Any = data["levels"] if first == "levels" else by_id[first]
        for step in steps[:-1]:
            place = place[int(step) if isinstance(place, list) else step]
        place[int(steps[-1]) if isinstance(place, list) else steps[-1]] = value
    return parse_rules(data, inputs)


def _rule(rule: Rule) -> dict[str, Any]:
    data: dict[str, Any] = {"id": rule.id, "track": rule.track, "title": rule.title}
    if rule.is_combination:
        data["needs"] = [list(group) for group in rule.needs]
    else:
        data |= {"feed": rule.feed, "when": _when(rule.when)}
        data["sentence"] = rule.sentences[0] if len(rule.sentences) == 1 else list(rule.sentences)
    data["points"] = _points(rule.points)
    names = {"days": "days", "report_month": "months"}
    data["lasts"] = {"kind": rule.lasts.kind}
    if rule.lasts.number is not None:
        data["lasts"][names[rule.lasts.kind]] = rule.lasts.number
    if rule.lasts.date is not None:
        data["lasts"]["date"] = rule.lasts.date
    data["ground"] = [{"law": g.law} | ({"article": g.article} if g.article else {}) for g in rule.ground]
    data["unknowns"] = list(rule.unknowns)
    if not rule.active:
        data["active"] = False
    return data


def _when(when: Alternatives) -> Any:
    groups = [[_condition(condition) for condition in group] for group in when]
    return groups[0] if len(groups) == 1 else {"any": groups}


def _condition(condition: Condition) -> dict[str, Any]:
    if condition.operator == "age":
        return {"age": list(condition.values)}
    several = condition.operator in ("in", "not_in")
    return {
        "field": condition.field,
        condition.operator: list(condition.values) if several else condition.values[0],
    }


def _points(points: Points) -> dict[str, Any]:
    data: dict[str, Any]
    if points.how in ("once", "each"):
        data = {points.how: points.amount}
    elif points.how == "steps":
        data = {"steps": [{"at": step.at, "points": step.points} for step in points.steps]}
    else:
        cases = []
        for case in points.cases:
            when = {"when": [_condition(condition) for condition in case.when]} if case.when else {}
            cases.append(when | {"points": case.points})
        data = {points.how: cases}
    if points.distinct:
        data["distinct"] = list(points.distinct)
    if points.at_most is not None:
        data["at_most"] = points.at_most
    return data


def _numbers(rule: Rule, inputs: Inputs) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    for i, group in enumerate(rule.when):
        start = f"when/any/{i}" if len(rule.when) > 1 else "when"
        for j, condition in enumerate(group):
            words = condition_in_words(condition, rule, inputs)
            if condition.operator == "age":
                found += [
                    (f"{start}/{j}/age/{k}", label, int(condition.values[k]))
                    for k, label in enumerate(("最小周岁", "最大周岁"))
                ]
            elif condition.operator not in ("in", "not_in"):
                number = int(condition.values[0])
                found.append(
                    (f"{start}/{j}/{condition.operator}", words.replace(f" {number}", "").strip(), number)
                )
    points = rule.points
    if points.how in ("once", "each"):
        found.append((f"points/{points.how}", "分值" if points.how == "once" else "每次分值", points.amount))
    for i, step in enumerate(points.steps):
        found.append((f"points/steps/{i}/points", f"{step.at} 次起的分值", step.points))
    for i, case in enumerate(points.cases):
        words = "且".join(condition_in_words(c, rule, inputs) for c in case.when) or "其他"
        found.append((f"points/{points.how}/{i}/points", f"{words}的分值", case.points))
    if points.at_most is not None:
        found.append(("points/at_most", "最多分值", points.at_most))
    if rule.lasts.number is not None:
        unit = "days" if rule.lasts.kind == "days" else "months"
        found.append((f"lasts/{unit}", "有效天数" if unit == "days" else "有效月数", rule.lasts.number))
    return found
