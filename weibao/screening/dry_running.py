"""What a change of rules would do, before it is made: two screenings of the same rows compared."""

# ruff: noqa: S608 - the SQL is put together from checked rules and literals quoted here, never from input as it came

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from .difference import difference
from .engine import IN_MEMORY, Screening, screen
from .inputs import Inputs
from .ruleset import LEVEL_WORDS, LEVELS, TRACK_WORDS, TRACKS, RuleSet

CHANGES = ("entering", "leaving", "higher", "lower")
CHANGE_WORDS = {"entering": "新进入", "leaving": "退出", "higher": "升级", "lower": "降级"}


@dataclass(frozen=True)
class DryRun:
    """The effect of going from one rule set to another.

    changes: child_id, track, change (entering, leaving, higher, lower), level_before, level_after, points_before, points_after,
    rules_before, rules_after: one row a candidate whose level differs. by_rule: rule → before, after, entering, leaving (children
    with a signal). counts: track → change → number.
    """

    before: Screening
    after: Screening
    differences: tuple[str, ...]
    changes: pa.Table
    counts: Mapping[str, Mapping[str, int]]
    by_rule: Mapping[str, Mapping[str, int]]

    @property
    def sentences(self) -> list[str]:
        """The effect in Chinese sentences, the changes to the rules first."""
        said = list(self.differences) or ["两版规则相同。"]
        for track in TRACKS:
            parts = [
                f"{CHANGE_WORDS[c]} {self.counts[track][c]} 人" for c in CHANGES if self.counts[track][c]
            ]
            said.append(f"{TRACK_WORDS[track]}线：{'，'.join(parts) or '没有变化'}。")
            was, now = self.before.counts[track], self.after.counts[track]
            levels = [f"{LEVEL_WORDS[n]}由 {was[n]} 人变为 {now[n]} 人" for n in LEVELS if was[n] != now[n]]
            if levels:
                said.append(f"{TRACK_WORDS[track]}线各级人数：{'，'.join(levels)}。")
        for rule, figures in self.by_rule.items():
            if figures["entering"] or figures["leaving"]:
                said.append(
                    f"规则 {rule}：命中由 {figures['before']} 人变为 {figures['after']} 人"
                    f"（新增 {figures['entering']} 人，减少 {figures['leaving']} 人）。"
                )
        return said


def dry_run(
    events: Mapping[str, pa.Table],
    children: pa.Table,
    rules_a: RuleSet,
    rules_b: RuleSet,
    as_of: date,
    inputs: Inputs | None = None,
) -> DryRun:
    """Compare the candidates of `rules_a` (in force) and `rules_b` (proposed) on the same rows. Nothing is stored."""
    before = screen(events, children, rules_a, as_of=as_of, inputs=inputs)
    after = screen(events, children, rules_b, as_of=as_of, inputs=inputs)
    connection = duckdb.connect(config=IN_MEMORY)
    try:
        for name, screening in (("a", before), ("b", after)):
            connection.register(f"candidates_{name}", screening.candidates)
            connection.register(f"signals_{name}", screening.signals.select(["child_id", "rule"]))
        changes = connection.sql(_changes(rules_a, rules_b)).to_arrow_table()
        counted = connection.sql("SELECT track, change, count(*) FROM changes GROUP BY ALL").fetchall()
        rules = connection.sql(BY_RULE).fetchall()
    finally:
        connection.close()
    counts = {track: dict.fromkeys(CHANGES, 0) for track in TRACKS}
    for track, change, number in counted:
        counts[track][change] = number
    return DryRun(
        before=before,
        after=after,
        differences=tuple(difference(rules_a, rules_b, inputs)),
        changes=changes,
        counts=counts,
        by_rule={r: {"before": b, "after": a, "entering": e, "leaving": v} for r, b, a, e, v in rules},
    )


BY_RULE = """
SELECT rule, count(a), count(b), count(*) FILTER (a IS NULL), count(*) FILTER (b IS NULL)
FROM (SELECT child_id, rule, 1 AS a FROM signals_a) FULL JOIN (SELECT child_id, rule, 1 AS b FROM signals_b)
USING (child_id, rule) GROUP BY rule ORDER BY rule
"""


def _changes(rules_a: RuleSet, rules_b: RuleSet) -> str:
    rank = "list_position(['blue', 'yellow', 'orange', 'red'], {})"
    before, after = rank.format("a.level"), rank.format("b.level")
    return f"""
    SELECT child_id, track,
        CASE WHEN a.level IS NULL THEN 'entering' WHEN b.level IS NULL THEN 'leaving'
             WHEN {after} > {before} THEN 'higher' ELSE 'lower' END AS change,
        a.level AS level_before, b.level AS level_after, a.points AS points_before, b.points AS points_after,
        a.rules AS rules_before, b.rules AS rules_after
    FROM candidates_a a FULL JOIN candidates_b b USING (child_id, track)
    WHERE a.level IS DISTINCT FROM b.level ORDER BY child_id, track
    """
