"""Rules in plain Chinese: conditions, points, duration, law. Used by explanations, differences and the impact assessment."""

from __future__ import annotations

import re

from .inputs import Inputs
from .ruleset import TRACK_WORDS, Condition, Ground, Lasts, Points, Rule

HOW_LONG = {
    "term": "在报送月份所在的学期内有效",
    "registered": "登记存续期间有效，从名单中注销后失效",
    "until_visited": "走访登记后失效",
    "parts": "随其组成的规则一同失效",
}


def condition_in_words(condition: Condition, rule: Rule, inputs: Inputs) -> str:
    values = condition.values
    if condition.operator == "age":
        return f"年龄 {values[0]} 至 {values[1]} 周岁"
    feed = inputs.get(rule.feed or "")
    label = feed.columns[condition.field].label if feed else condition.field
    if condition.operator == "in":
        return f"{label}为{'、'.join(map(str, values))}"
    if condition.operator == "not_in":
        return f"{label}不是{'、'.join(map(str, values))}"
    if condition.operator == "more_than_days_ago":
        return f"{label}距筛查日超过 {values[0]} 天"
    return f"{label}{'不少于' if condition.operator == 'at_least' else '不多于'} {values[0]}"


def when_in_words(rule: Rule, inputs: Inputs) -> str:
    """The condition of a rule as one phrase."""
    if rule.is_combination:
        groups = (group[0] if len(group) == 1 else f"（{'或'.join(group)}）" for group in rule.needs)
        return "与".join(groups) + "同时成立"
    groups = ("且".join(condition_in_words(c, rule, inputs) for c in group) for group in rule.when)
    return "；或".join(groups)


def points_in_words(rule: Rule, inputs: Inputs) -> str:
    """How the rule scores, as one phrase."""
    points = rule.points
    if points.how == "once":
        return f"{points.amount} 分"
    if points.how == "each":
        return f"每次 {points.amount} 分{_cap(points)}"
    if points.how == "steps":
        return "，".join(
            f"{step.at} 次{'及以上' if step is points.steps[-1] else ''} {step.points} 分"
            for step in points.steps
        )
    cases = []
    for case in points.cases:
        when = "且".join(condition_in_words(c, rule, inputs) for c in case.when) or "其他"
        cases.append(f"{when} {case.points} 分")
    way = "取最高一项" if points.how == "highest" else f"按不同项目相加{_cap(points)}"
    return "；".join(cases) + f"（{way}）"


def lasts_in_words(lasts: Lasts) -> str:
    if lasts.kind == "days":
        return f"自事件当日起 {lasts.number} 天内有效"
    if lasts.kind == "report_month":
        return "在报送当月有效" if lasts.number == 1 else f"自报送月份起 {lasts.number} 个月内有效"
    return HOW_LONG[lasts.kind]


def ground_in_words(ground: Ground) -> str:
    """《预防未成年人犯罪法》第28条: the law's name without its edition."""
    name = re.sub(r"\(.*?\)", "", ground.law).strip()
    if " " in name:
        name, _, part = name.partition(" ")
        return f"《{name}》（{part}）{ground.article}"
    return f"《{name}》{ground.article}" if ground.article else name


def rule_in_words(rule: Rule, inputs: Inputs) -> str:
    """The whole rule as one sentence."""
    feed = inputs.get(rule.feed or "")
    where = f"{feed.title}中，" if feed else ""
    return (
        f"规则 {rule.id}“{rule.title}”（{TRACK_WORDS[rule.track]}线）：{where}{when_in_words(rule, inputs)}，"
        f"{points_in_words(rule, inputs)}，{lasts_in_words(rule.lasts)}。"
    )


def _cap(points: Points) -> str:
    return "" if points.at_most is None else f"，最多 {points.at_most} 分"
