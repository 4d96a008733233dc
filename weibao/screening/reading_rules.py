"""One rule of a rule file, checked key by key against the feeds and columns that screening may look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from .inputs import Feed, Inputs
from .ruleset import (
    TRACKS,
    Alternatives,
    Case,
    Condition,
    Ground,
    Lasts,
    Points,
    Rule,
    Step,
)

PLACEHOLDER = re.compile(r"\{(\w+)(\|days)?\}")
RULE_KEYS = {
    "id", "track", "title", "feed", "when", "needs", "points", "lasts", "sentence", "ground", "unknowns", "active",
}  # fmt: skip
OPERATORS = {
    "in": "text",
    "not_in": "text",
    "at_least": "number",
    "at_most": "number",
    "more_than_days_ago": "date",
}
LASTING = {"days", "term", "report_month", "registered", "until_visited", "parts"}
HOW = ("once", "each", "steps", "highest", "sum")


class RuleReader:
    """Reads one entry of `rules`. Problems are added to the list given; a rule is answered only if it had none."""

    def __init__(self, inputs: Inputs, position: int) -> None:
        self.inputs = inputs
        self.name = f"第 {position} 条规则"
        self.problems: list[str] = []
        self.feed: Feed | None = None

    def say(self, key: str, message: str) -> None:
        self.problems.append(f"{self.name}的 {key}：{message}")

    def read(self, raw: Any, problems: list[str]) -> Rule | None:
        rule = self._read(raw)
        problems.extend(self.problems)
        return None if self.problems else rule

    def _read(self, raw: Any) -> Rule | None:
        if not isinstance(raw, Mapping):
            self.problems.append(f"{self.name}应是“键: 值”的形式。")
            return None
        rule_id = raw.get("id")
        if not isinstance(rule_id, str) or not re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", rule_id):
            self.say("id", f"应是大写字母开头的短编号（如 B1），现为“{rule_id}”。")
            return None
        self.name = f"规则 {rule_id} "
        for key in sorted({str(key) for key in raw} - RULE_KEYS):
            self.say(key, "不认识这个键，请删去或改正。")
        if raw.get("track") not in TRACKS:
            self.say("track", f"应是 protection（保护）或 behaviour（行为），现为“{raw.get('track')}”。")
        if not isinstance(raw.get("title"), str) or not raw["title"].strip():
            self.say("title", "须写明规则的名称。")
        if not isinstance(raw.get("active", True), bool):
            self.say("active", "应是 true 或 false。")
        when: Alternatives = ()
        needs: tuple[tuple[str, ...], ...] = ()
        sentences: tuple[str, ...] = ()
        if "needs" in raw:
            needs = self._needs(raw)
        else:
            self.feed = self._feed(raw.get("feed"))
            if self.feed:
                when = self._alternatives(raw.get("when"), "when")
                sentences = self._sentences(raw.get("sentence"), len(when))
        points = self._points(raw.get("points"))
        lasts = self._lasts(raw.get("lasts"), combination=bool(needs))
        ground = self._ground(raw.get("ground"))
        unknowns = raw.get("unknowns", [])
        if not isinstance(unknowns, list) or not all(isinstance(text, str) for text in unknowns):
            self.say("unknowns", "应是文字的列表。")
        if self.problems or points is None or lasts is None:
            return None
        return Rule(
            id=rule_id,
            track=raw["track"],
            title=raw["title"],
            points=points,
            lasts=lasts,
            ground=ground,
            unknowns=tuple(unknowns),
            feed=raw.get("feed"),
            when=when,
            needs=needs,
            sentences=sentences,
            active=raw.get("active", True),
        )

    def _feed(self, name: Any) -> Feed | None:
        if name not in self.inputs:
            self.say("feed", f"没有数据源“{name}”，可用的有：{'、'.join(self.inputs)}。")
            return None
        return self.inputs[name]

    def _column(self, name: Any, key: str, kind: str | None = None) -> bool:
        if self.feed is None:
            return False
        column = self.feed.columns.get(name) if isinstance(name, str) else None
        if column is None:
            allowed = "、".join(self.feed.columns)
            self.say(key, f"列“{name}”不在“{self.feed.title}”允许筛查的列之内（{allowed}），规则不得使用。")
            return False
        if kind is not None and column.kind != kind:
            words = {"text": "文字", "number": "数字", "date": "日期"}
            self.say(key, f"列“{column.label}”是{words[column.kind]}，这里需要{words[kind]}。")
            return False
        return True

    def _needs(self, raw: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        for key in ("feed", "when", "sentence"):
            if key in raw:
                self.say(key, "组合规则（有 needs）不能再写这个键。")
        needs = raw["needs"]
        good = isinstance(needs, list) and len(needs) >= 2
        if not good or not all(
            isinstance(g, list) and g and all(isinstance(i, str) for i in g) for g in needs
        ):
            self.say("needs", "应是至少两组规则编号，如 [[P2], [B1, P1]]：每组至少成立一条。")
            return ()
        return tuple(tuple(group) for group in needs)

    def _alternatives(self, raw: Any, key: str) -> Alternatives:
        if isinstance(raw, Mapping) and set(raw) == {"any"} and isinstance(raw["any"], list) and raw["any"]:
            return tuple(self._conditions(group, key) for group in raw["any"])
        return (self._conditions(raw, key),)

    def _conditions(self, raw: Any, key: str) -> tuple[Condition, ...]:
        if not isinstance(raw, list) or not raw:
            self.say(key, "应是条件的列表，至少一个；或 any: 加若干个这样的列表。")
            return ()
        found = (self._condition(entry, key) for entry in raw)
        return tuple(condition for condition in found if condition is not None)

    def _condition(self, raw: Any, key: str) -> Condition | None:
        if isinstance(raw, Mapping) and set(raw) == {"age"}:
            ages = raw["age"]
            if (
                isinstance(ages, list)
                and len(ages) == 2
                and all(_whole(a, 0) for a in ages)
                and ages[0] <= ages[1]
            ):
                return Condition("age", "age", tuple(ages))
            self.say(key, "age 应是两个周岁（从小到大），如 [6, 15]。")
            return None
        operators = set(raw) - {"field"} if isinstance(raw, Mapping) else set()
        if (
            not isinstance(raw, Mapping)
            or "field" not in raw
            or len(operators) != 1
            or not operators <= set(OPERATORS)
        ):
            self.say(key, f"每个条件写一个 field 和 {'、'.join(OPERATORS)} 之一，或写 age。")
            return None
        operator = str(operators.pop())
        if not self._column(raw["field"], key, OPERATORS[operator]):
            return None
        value = raw[operator]
        if OPERATORS[operator] != "text":
            if not _whole(value, 0):
                self.say(key, f"{operator} 后应是不小于 0 的整数，现为“{value}”。")
                return None
            return Condition(raw["field"], operator, (value,))
        if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
            self.say(key, f"{operator} 后应是文字的列表。")
            return None
        listed = self.feed.columns[raw["field"]].values if self.feed else ()
        strange = [word for word in value if listed and word not in listed]
        if strange:
            self.say(key, f"“{'、'.join(strange)}”不是该列的代码，可用的有：{'、'.join(listed)}。")
            return None
        return Condition(raw["field"], operator, tuple(value))

    def _points(self, raw: Any) -> Points | None:
        how = [name for name in HOW if isinstance(raw, Mapping) and name in raw]
        if len(how) != 1:
            self.say("points", f"应写明 {'、'.join(HOW)} 中的一种计分方法。")
            return None
        way, value, extra = how[0], raw[how[0]], set(raw) - {how[0]}
        if self.feed is None and way != "once":
            self.say("points", "组合规则只能用 once 计分。")
            return None
        allowed = {"each": {"at_most", "distinct"}, "sum": {"at_most", "distinct"}, "steps": {"distinct"}}
        if extra - allowed.get(way, set()):
            self.say("points", f"{way} 不能与 {'、'.join(sorted(map(str, extra)))} 同写。")
            return None
        distinct = raw.get("distinct", [])
        if not isinstance(distinct, list) or (way == "sum" and not distinct):
            self.say("points", "distinct 应是列名的列表（sum 必须写）。")
            return None
        if any(not self._column(name, "points.distinct") for name in distinct):
            return None
        cap = raw.get("at_most")
        if cap is not None and not _whole(cap, 1):
            self.say("points", "at_most 应是不小于 1 的整数。")
            return None
        if way in ("once", "each"):
            if not _whole(value, 1):
                self.say("points", f"{way} 后应是不小于 1 的整数。")
                return None
            return Points(way, amount=value, distinct=tuple(distinct), at_most=cap)
        if way == "steps":
            return self._steps(value, tuple(distinct))
        return self._cases(way, value, tuple(distinct), cap)

    def _steps(self, raw: Any, distinct: tuple[str, ...]) -> Points | None:
        good = (
            isinstance(raw, list)
            and raw
            and all(isinstance(s, Mapping) and set(s) == {"at", "points"} for s in raw)
        )
        if not good or not all(_whole(s["at"], 1) and _whole(s["points"], 1) for s in raw):
            self.say("points", "steps 应是若干个 {at: 次数, points: 分数}。")
            return None
        steps = tuple(Step(s["at"], s["points"]) for s in raw)
        pairs = list(pairwise(steps))
        if any(a.at >= b.at or a.points > b.points for a, b in pairs) or steps[0].at != 1:
            self.say("points", "steps 须从 1 次起，次数逐级增加，分数不减少。")
            return None
        return Points("steps", steps=steps, distinct=distinct)

    def _cases(self, way: str, raw: Any, distinct: tuple[str, ...], cap: int | None) -> Points | None:
        if not isinstance(raw, list) or not raw or not all(isinstance(c, Mapping) for c in raw):
            self.say("points", f"{way} 应是若干个 {{when: 条件, points: 分数}}。")
            return None
        cases = []
        for entry in raw:
            if set(entry) - {"when", "points"} or not _whole(entry.get("points"), 1):
                self.say("points", f"{way} 的每一项写 when 和 points（不小于 1 的整数）。")
                return None
            when = self._conditions(entry["when"], "points.when") if "when" in entry else ()
            cases.append(Case(when, entry["points"]))
        return Points(way, cases=tuple(cases), distinct=distinct, at_most=cap)

    def _lasts(self, raw: Any, *, combination: bool) -> Lasts | None:
        kind = raw.get("kind") if isinstance(raw, Mapping) else None
        if kind not in LASTING or combination != (kind == "parts"):
            fitting = "parts" if combination else "、".join(sorted(LASTING - {"parts"}))
            self.say("lasts", f"kind 应是 {fitting}，现为“{kind}”。")
            return None
        wanted = {"days": {"days", "date"}, "report_month": {"months"}}
        wanted |= {"registered": {"date"}, "until_visited": {"date"}}
        if set(raw) - {"kind"} != wanted.get(kind, set()):
            needed = "、".join(sorted(wanted.get(kind, set()))) or "（无）"
            self.say("lasts", f"{kind} 须写且只写：{needed}。")
            return None
        if "date" in raw and not self._column(raw["date"], "lasts.date", "date"):
            return None
        if self.feed and kind not in ("days", "parts") and self.feed.reports is None:
            self.say("lasts", f"“{self.feed.title}”不按月报送状态，只能用 days。")
            return None
        number = raw.get("days", raw.get("months"))
        if number is not None and not _whole(number, 1):
            self.say("lasts", "天数或月数应是不小于 1 的整数。")
            return None
        return Lasts(kind, number, raw.get("date"))

    def _ground(self, raw: Any) -> tuple[Ground, ...]:
        good = isinstance(raw, list) and raw and all(isinstance(g, Mapping) and g.get("law") for g in raw)
        if not good or any(set(g) - {"law", "article"} for g in raw):
            self.say("ground", "须写明至少一项依据：law（法律或措施名称）和 article（条）。")
            return ()
        return tuple(Ground(str(g["law"]), str(g.get("article", ""))) for g in raw)

    def _sentences(self, raw: Any, alternatives: int) -> tuple[str, ...]:
        sentences = raw if isinstance(raw, list) else [raw]
        if not all(isinstance(text, str) and text.strip() for text in sentences):
            self.say("sentence", "须写明给人看的一句话，可引用列，如 {days_absent}。")
            return ()
        if len(sentences) not in (1, alternatives):
            self.say("sentence", f"应是一句，或与 any 的各组条件一一对应的 {alternatives} 句。")
        for text in sentences:
            for name, days in PLACEHOLDER.findall(text):
                self._column(name, "sentence", "date" if days else None)
            if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
                self.say("sentence", "花括号里只能写列名，或“列名|days”。")
        return tuple(sentences)


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= 1_000_000
