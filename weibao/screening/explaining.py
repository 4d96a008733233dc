"""Why a child is a candidate, in plain Chinese: which rule, which rows, which law, until when, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .conditions import holds
from .inputs import Feed, Inputs, default_inputs
from .periods import as_date, in_words, month_in_words, month_of
from .reading_rules import PLACEHOLDER
from .ruleset import TRACK_WORDS, Rule, RuleSet
from .wording import ground_in_words, points_in_words, when_in_words


@dataclass(frozen=True)
class Evidence:
    """One row behind a signal and the sentence it makes."""

    row_id: int
    feed: str
    sentence: str


@dataclass(frozen=True)
class Explanation:
    """One signal explained. `sentences` is everything in reading order."""

    rule: str
    track: str
    points: int
    heading: str
    evidence: tuple[Evidence, ...]
    ground: str
    lapses: str
    unknowns: str

    @property
    def sentences(self) -> list[str]:
        rest = [self.ground, self.lapses, self.unknowns]
        return [self.heading, *(row.sentence for row in self.evidence), *(text for text in rest if text)]


def explain(
    signal: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    rules: RuleSet,
    as_of: date,
    inputs: Inputs | None = None,
) -> list[str]:
    """The sentences of `explanation`."""
    return explanation(signal, rows, rules, as_of, inputs).sentences


def explanation(
    signal: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    rules: RuleSet,
    as_of: date,
    inputs: Inputs | None = None,
) -> Explanation:
    """Explain one row of `Screening.signals`.

    rows: the rows whose row_ids are its evidence, as dictionaries with `feed`, `row_id`, `report_month` and the feed's columns (see
    `rows_behind`). rules: the version the run used. Raises KeyError where the signal's rule is not in `rules`.
    """
    inputs = default_inputs() if inputs is None else inputs
    rule = rules[signal["rule"]]
    unknowns = "；".join(rule.unknowns)
    return Explanation(
        rule=rule.id,
        track=rule.track,
        points=signal["points"],
        heading=_heading(rule, signal, inputs),
        evidence=tuple(_evidence(rule, row, rules, as_of, inputs) for row in _ordered(rows, inputs)),
        ground="依据：" + "；".join(ground_in_words(ground) for ground in rule.ground) + "。",
        lapses=_lapses(rule, signal["expires_on"], inputs),
        unknowns=f"尚不清楚：{unknowns}。" if unknowns else "",
    )


def _heading(rule: Rule, signal: Mapping[str, Any], inputs: Inputs) -> str:
    counted = ""
    if rule.points.how in ("each", "steps"):
        counted = f"，共 {signal['count']} 次（{points_in_words(rule, inputs)}）"
    elif rule.is_combination:
        counted = f"，{when_in_words(rule, inputs)}"
    return f"{TRACK_WORDS[rule.track]}线规则 {rule.id}“{rule.title}”{counted}，计 {signal['points']} 分。"


def _ordered(rows: Iterable[Mapping[str, Any]], inputs: Inputs) -> list[Mapping[str, Any]]:
    """Newest first."""

    def key(row: Mapping[str, Any]) -> tuple[date, int]:
        column = inputs[row["feed"]].date
        return as_date(row[column] if column and row.get(column) else row["report_month"]), row["row_id"]

    return sorted(rows, key=key, reverse=True)


def _evidence(rule: Rule, row: Mapping[str, Any], rules: RuleSet, as_of: date, inputs: Inputs) -> Evidence:
    feed = inputs[row["feed"]]
    parts = [rules[part] for group in rule.needs for part in group] if rule.is_combination else [rule]
    found = [text for part in parts if part.feed == feed.name for text in _templates(part, row, as_of)]
    texts = [PLACEHOLDER.sub(lambda m: _value(row.get(m[1]), bool(m[2]), as_of), text) for text in found]
    said = "，".join(texts) or f"{feed.title}中的记录"
    return Evidence(row["row_id"], feed.name, f"{said}（{_source(feed, row, as_of)}）。")


def _templates(rule: Rule, row: Mapping[str, Any], as_of: date) -> list[str]:
    """The sentences that fit a row: with one for each alternative, those of the alternatives that hold for it."""
    held = [all(holds(c, row, as_of) for c in group) for group in rule.when]
    if len(rule.sentences) == len(held):
        return [text for text, good in zip(rule.sentences, held, strict=True) if good]
    return list(rule.sentences) if any(held) else []


def _source(feed: Feed, row: Mapping[str, Any], as_of: date) -> str:
    if feed.reports is not None:
        later = "，晚于筛查日" if as_date(row["report_month"]) > month_of(as_of) else ""
        return f"{feed.owner} {month_in_words(row['report_month'])}报送{later}"
    owner = (row.get(feed.unit) if feed.unit else None) or feed.owner
    day = row.get(feed.date) if feed.date else None
    return f"{owner} {in_words(day)}{feed.said}" if day else f"{owner}，日期未填"


def _value(value: Any, days: bool, as_of: date) -> str:
    if value is None or value == "":
        return "（未填）"
    if days:
        return str((as_of - as_date(value)).days)
    return in_words(value) if isinstance(value, date) else str(value)


def _lapses(rule: Rule, expires_on: date | None, inputs: Inputs) -> str:
    if expires_on is not None:
        after = expires_on + timedelta(days=1)
        return f"有效至 {in_words(expires_on)}，{in_words(after)}起自行失效。"
    if rule.lasts.kind == "until_visited":
        return "走访并登记后自行失效。"
    if rule.lasts.kind == "registered":
        feed = inputs.get(rule.feed or "")
        months = feed.reports.keep_months if feed and feed.reports else None
        gone = f"（名单连续 {months} 个月不再列入即视为注销）" if months else ""
        return f"登记存续期间有效，注销后自行失效{gone}。"
    return "其中任一方面的信号失效后，本条随之失效。"
