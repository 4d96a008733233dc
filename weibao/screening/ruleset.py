"""The rules of screening as values: what `rules.yaml` holds once it has been read and checked.

A `RuleSet` is immutable and knows its version: the SHA-256 of its canonical form, so that two files that say the same
have the same version, however they are laid out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType

TRACKS = ("protection", "behaviour")
TRACK_WORDS = {"protection": "保护", "behaviour": "行为"}
LEVELS = ("red", "orange", "yellow", "blue")
LEVEL_WORDS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}


class RuleError(ValueError):
    """A rule file that can't be used. `problems` are whole Chinese sentences, each naming the rule and the key."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("规则文件不能使用：" + "".join(self.problems))


@dataclass(frozen=True)
class Condition:
    """One test on a row. operator: in, not_in, at_least, at_most, age, more_than_days_ago.

    `values` are the words of in / not_in, one number, or the two whole years of age (both counted in). A missing value
    in the row never satisfies a condition.
    """

    field: str
    operator: str
    values: tuple[str | int, ...]


Alternatives = tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True)
class Case:
    """Points for the rows that satisfy `when` (an empty `when` is: all other rows)."""

    when: tuple[Condition, ...]
    points: int


@dataclass(frozen=True)
class Step:
    """From `at` distinct events on, `points`."""

    at: int
    points: int


@dataclass(frozen=True)
class Points:
    """How a child's rows become points. how: once, each, steps, highest, sum.

    `amount` for once and each, `steps` for steps, `cases` for highest and sum; `distinct` are the columns that make two
    rows one event; `at_most` caps each and sum.
    """

    how: str
    amount: int = 0
    steps: tuple[Step, ...] = ()
    cases: tuple[Case, ...] = ()
    distinct: tuple[str, ...] = ()
    at_most: int | None = None

    @property
    def top(self) -> int | None:
        """The most points the rule can give, None where there is no limit."""
        if self.how == "once":
            return self.amount
        if self.how == "steps":
            return max(step.points for step in self.steps)
        if self.how == "highest":
            return max(case.points for case in self.cases)
        return self.at_most


@dataclass(frozen=True)
class Lasts:
    """Until when a row counts. kind: days, term, report_month, registered, until_visited, parts.

    `number` is days or months; `date` the column that the signal starts on (None: the report month).
    """

    kind: str
    number: int | None = None
    date: str | None = None


@dataclass(frozen=True)
class Ground:
    """What a rule stands on: the law by its name in the project's list of law, and the article."""

    law: str
    article: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule. Either `feed` with `when`, or `needs` (a combination: of each group at least one rule).

    `sentences`: one template for all rows, or one for each alternative of `when`.
    """

    id: str
    track: str
    title: str
    points: Points
    lasts: Lasts
    ground: tuple[Ground, ...]
    unknowns: tuple[str, ...] = ()
    feed: str | None = None
    when: Alternatives = ()
    needs: tuple[tuple[str, ...], ...] = ()
    sentences: tuple[str, ...] = ()
    active: bool = True

    @property
    def is_combination(self) -> bool:
        return bool(self.needs)

    @property
    def columns(self) -> frozenset[str]:
        """The columns of its feed that the rule decides by."""
        groups = (*self.when, *(case.when for case in self.points.cases))
        named = {c.field for group in groups for c in group if c.operator != "age"} | set(
            self.points.distinct
        )
        return frozenset(named | ({self.lasts.date} if self.lasts.date else set()))

    @property
    def asks_age(self) -> bool:
        """Whether the child's age decides, so that the birth date is looked at."""
        return any(condition.operator == "age" for condition in self._conditions)

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        groups = (*self.when, *(case.when for case in self.points.cases))
        return tuple(condition for group in groups for condition in group)


@dataclass(frozen=True)
class RuleSet:
    """A version of the rules. `levels` maps a level to its lowest sum of points, highest level first."""

    name: str
    levels: Mapping[str, int]
    review_from: str
    term_starts: tuple[int, ...]
    rules: tuple[Rule, ...]
    version: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", MappingProxyType(dict(self.levels)))
        form = {
            "levels": dict(self.levels),
            "review_from": self.review_from,
            "term_starts": self.term_starts,
            "rules": sorted((asdict(rule) for rule in self.rules), key=lambda rule: rule["id"]),
        }
        text = json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        object.__setattr__(self, "version", hashlib.sha256(text.encode()).hexdigest())

    def __getitem__(self, rule_id: str) -> Rule:
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    @property
    def active(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.active)

    def suspend(self, rule_ids: Iterable[str]) -> RuleSet:
        """The same rules with these set aside: they give no signals until someone has looked at them."""
        wanted = frozenset(rule_ids)
        unknown = wanted - {rule.id for rule in self.rules}
        if unknown:
            raise RuleError([f"没有编号为 {'、'.join(sorted(unknown))} 的规则，无法暂停。"])
        rules = tuple(replace(rule, active=False) if rule.id in wanted else rule for rule in self.rules)
        return replace(self, rules=rules)

    def level_of(self, points: int) -> str | None:
        """The level for a sum of points; None under the lowest threshold."""
        return next((level for level in LEVELS if points >= self.levels[level]), None)

    def goes_to_review(self, level: str) -> bool:
        return LEVELS.index(level) <= LEVELS.index(self.review_from)
