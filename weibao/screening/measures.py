"""How the rules do: figures from people's decisions, and whether groups of children are picked out unequally.

A rule confirmed in under 20 % of at least 50 decisions is to be suspended until someone has looked at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from .chance import difference_by_chance

SUSPEND_BELOW = 0.20
SUSPEND_FROM = 50
SMALLEST_GROUP = 20
SMALLEST_COUNT = 5
BEYOND_CHANCE = 0.01
GROUPING_WORDS = {"sex": "性别", "town": "乡镇", "household_kind": "家庭类型"}


@dataclass(frozen=True)
class Decision:
    """One candidate put before a reviewer. confirmed: True, False (declined) or None (not yet decided).

    rules: the rules that made the candidate; raised_at, decided_at: when it was put up and decided (both aware, or both naive).
    """

    rules: tuple[str, ...]
    raised_at: datetime
    confirmed: bool | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of one rule (or of all, `rule` None). share is confirmed ÷ decided, None before the first decision."""

    rule: str | None
    candidates: int
    confirmed: int
    declined: int
    median_time: timedelta | None

    @property
    def decided(self) -> int:
        return self.confirmed + self.declined

    @property
    def share(self) -> float | None:
        return self.confirmed / self.decided if self.decided else None

    @property
    def to_suspend(self) -> bool:
        """A rule (never the whole) that people have confirmed too seldom."""
        if self.rule is None or self.decided < SUSPEND_FROM:
            return False
        return self.confirmed < SUSPEND_BELOW * self.decided

    @property
    def sentences(self) -> list[str]:
        name = "全部规则" if self.rule is None else f"规则 {self.rule}"
        if self.share is None:
            return [f"{name}：{self.candidates} 名对象，尚无审核决定。"]
        days = "" if self.median_time is None else f"，从提出到决定的中位时间 {_days(self.median_time)}"
        said = [
            f"{name}：{self.candidates} 名对象，已决定 {self.decided} 名，其中确认 {self.confirmed} 名、"
            f"不予确认 {self.declined} 名，确认率 {self.share:.0%}{days}。"
        ]
        if self.to_suspend:
            said.append(
                f"{name}在 {self.decided} 次决定中的确认率低于 {SUSPEND_BELOW:.0%}，应暂停使用，待人工复核。"
            )
        return said


def figures(decisions: Iterable[Decision]) -> list[Figures]:
    """The figures over all, then of each rule by its id. A candidate made by several rules counts for each of them."""
    groups: dict[str | None, list[Decision]] = defaultdict(list)
    groups[None] = []
    for decision in decisions:
        groups[None].append(decision)
        for rule in set(decision.rules):
            groups[rule].append(decision)
    return [
        _figures(rule, groups[rule]) for rule in (None, *sorted(rule for rule in groups if rule is not None))
    ]


def to_suspend(decisions: Iterable[Decision]) -> list[str]:
    """The ids of the rules to be suspended."""
    return [one.rule for one in figures(decisions) if one.rule is not None and one.to_suspend]


@dataclass(frozen=True)
class GroupRates:
    """How often each group of children came up. groups: name → (hits, members); p: None where too small to say.

    left_out: groups under the smallest size, which are not compared (and not printed, lest they point to a child).
    """

    grouping: str
    what: str
    groups: Mapping[str, tuple[int, int]]
    left_out: tuple[str, ...]
    p: float | None

    @property
    def differs(self) -> bool:
        """Whether the groups differ beyond chance."""
        return self.p is not None and self.p < BEYOND_CHANCE

    @property
    def sentences(self) -> list[str]:
        name = GROUPING_WORDS.get(self.grouping, self.grouping)
        rates = sorted(self.groups.items(), key=lambda item: -item[1][0] / item[1][1])
        listed = "，".join(f"{group} {_rate(h, n)}" for group, (h, n) in rates)
        said = [f"按{name}，{self.what}：{listed}。"] if listed else []
        if self.left_out:
            said.append(f"{'、'.join(self.left_out)}不足 {SMALLEST_GROUP} 人，不列入比较。")
        if self.differs:
            high, low = rates[0][0], rates[-1][0]
            said.append(
                f"注意：各组之间的差别超出偶然（p {_p(self.p)}），{high}最高，{low}最低。"
                "请查明是实际情况不同，还是报送口径或规则偏向某一组；查明之前不要据此推断任何一个孩子。"
            )
        elif self.p is None:
            said.append(f"按{name}比较的人数太少，不能判断差别是否出于偶然。")
        else:
            said.append(f"各组之间的差别可以用偶然解释（p {_p(self.p)}）。")
        return said


def group_rates(
    grouping: str, members: Mapping[str, int], hits: Mapping[str, int], what: str = "列为对象的比率"
) -> GroupRates:
    """Compare groups. grouping: sex, town or household_kind (or a Chinese word); members and hits: group → children.

    Raises ValueError where a group has more hits than members.
    """
    wrong = sorted(group for group, count in hits.items() if count > members.get(group, 0))
    if wrong:
        raise ValueError(f"分组“{'、'.join(wrong)}”中列为对象的人数多于该组总人数，请检查统计口径。")
    kept = {g: (hits.get(g, 0), n) for g, n in members.items() if n >= SMALLEST_GROUP}
    small = tuple(sorted(group for group, n in members.items() if 0 < n < SMALLEST_GROUP))
    return GroupRates(grouping, what, kept, small, difference_by_chance(list(kept.values())))


def _figures(rule: str | None, decisions: list[Decision]) -> Figures:
    seconds = [
        (d.decided_at - d.raised_at).total_seconds()
        for d in decisions
        if d.confirmed is not None and d.decided_at is not None
    ]
    return Figures(
        rule=rule,
        candidates=len(decisions),
        confirmed=sum(d.confirmed is True for d in decisions),
        declined=sum(d.confirmed is False for d in decisions),
        median_time=timedelta(seconds=median(seconds)) if seconds else None,
    )


def _rate(hits: int, members: int) -> str:
    """A small count is not printed: with the group's name it may point to a child."""
    return (
        f"不足 {SMALLEST_COUNT} 人"
        if 0 < hits < SMALLEST_COUNT
        else f"{hits}/{members}（{hits / members:.1%}）"
    )


def _days(time: timedelta) -> str:
    return f"{time / timedelta(days=1):.1f} 天"


def _p(p: float | None) -> str:
    return "< 0.001" if p is not None and p < 0.001 else f"= {p:.3f}"
