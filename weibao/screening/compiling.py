"""Rules to DuckDB SQL: one statement that makes all signals, one that makes all candidates.

Every feed is a table named `feed_<name>`; `children` holds the birth dates. What counts:

* Events (police, judicial, health, venues, hotline) count while 0 ≤ D − E < N days.
* A feed that reports a state by the month (education, civil affairs) counts with its newest report at or before the month
  of D, for each child (and category); a child reported only for later months counts with the earliest of them, since a list without
  a month of its own is filed under the month it arrived in. `term` asks that the report's month lie in the term of D, `report_month` in
  the last n months up to that of D.
* A registration stands until its town has sent lists for `keep_months` months that no longer hold it.
"""

# ruff: noqa: S608 - the SQL is put together from checked rules and literals quoted here, never from input as it came

from __future__ import annotations

from datetime import date

from .inputs import Feed, Inputs
from .periods import add_months, month_of, term_of, years_before
from .ruleset import TRACKS, Case, Condition, Points, Rule, RuleSet

NEVER = "DATE '9999-12-31'"


def table_of(feed: str) -> str:
    return f"feed_{feed}"


def columns_read(feed: Feed, rules: RuleSet) -> set[str]:
    """The columns of a feed that the active rules look at (beside row_id, child_id and report_month)."""
    read = {column for rule in rules.active if rule.feed == feed.name for column in rule.columns}
    if read and feed.reports:
        read |= {*feed.reports.per, *feed.reports.list_of}
    return read


class Compiler:
    """Compiles a rule set for one day. Names come from checked rules only; words and dates go in as quoted literals."""

    def __init__(
        self,
        rules: RuleSet,
        inputs: Inputs,
        as_of: date,
        feeds: frozenset[str],
        one_month: frozenset[str] = frozenset(),
    ) -> None:
        """feeds: those there are tables of; one_month: those of them whose rows all speak for one month."""
        self.rules, self.inputs, self.as_of, self.one_month = rules, inputs, as_of, one_month
        self.bits = {rule_id: 1 << n for n, rule_id in enumerate(sorted(rule.id for rule in rules.rules))}
        self.month = month_of(as_of)
        self.single = tuple(r for r in rules.active if not r.is_combination and r.feed in feeds)

    def signals(self) -> str:
        """SELECT child_id, rule, bit, track, points, starts_on, expires_on, evidence, count."""
        parts = ["SELECT * FROM single"]
        ctes = []
        for name in sorted({rule.feed for rule in self.single if rule.feed}):
            if self.inputs[name].reports:
                ctes += self._standing(self.inputs[name])
        selects = [self._signal(rule) for rule in self.single]
        ctes.append(("single", "\nUNION ALL\n".join(selects) if selects else EMPTY))
        present = {rule.id for rule in self.single}
        for rule in self.rules.active:
            groups = [[part for part in group if part in present] for group in rule.needs]
            if groups and all(groups):
                parts.append(self._combination(rule, groups))
        head = ",\n".join(f"{name} AS MATERIALIZED (\n{body}\n)" for name, body in ctes)
        return f"WITH {head}\n" + "\nUNION ALL\n".join(parts)

    def candidates(self) -> str:
        """SELECT child_id, track, level, points, rules, with_protection from the table `signals`.

        A child's rules are gathered as the bits of a number, and only the few numbers that occur are put into words.
        """
        levels = self.rules.levels
        level = (
            "CASE "
            + " ".join(f"WHEN points >= {least} THEN '{name}'" for name, least in levels.items())
            + " END"
        )
        lowest, review = min(levels.values()), levels[self.rules.review_from]
        masks = {
            track: sum(self.bits[r.id] for r in self.rules.rules if r.track == track) for track in TRACKS
        }
        sums = ", ".join(
            f"sum(points) FILTER (bit & {mask} <> 0) AS {track}_points, bit_or(bit) & {mask} AS {track}_rules"
            for track, mask in masks.items()
        )
        both = f"coalesce(protection_points >= {review} AND behaviour_points >= {review}, false)"
        rows = "\nUNION ALL\n".join(
            f"SELECT child_id, '{track}' AS track, {track}_points AS points, {track}_rules AS held,"
            f" {both if track == 'behaviour' else 'false'} AS with_protection"
            f" FROM sums WHERE {track}_points >= {lowest}"
            for track in TRACKS
        )
        words = ", ".join(f"CASE WHEN held & {bit} <> 0 THEN '{rule}' END" for rule, bit in self.bits.items())
        return (
            f"WITH sums AS MATERIALIZED (SELECT child_id, {sums} FROM signals GROUP BY child_id),\n"
            f"stands AS MATERIALIZED ({rows}),\n"
            f"words AS MATERIALIZED (SELECT held, concat_ws(';', {words}) AS rules"
            " FROM (SELECT DISTINCT held FROM stands))\n"
            f"SELECT child_id, track, {level} AS level, points::INTEGER AS points, rules, with_protection"
            " FROM stands JOIN words USING (held) ORDER BY child_id, track DESC"
        )

    # -- a feed that reports a state by the month

    def _standing(self, feed: Feed) -> list[tuple[str, str]]:
        assert feed.reports is not None
        mine = [rule for rule in self.single if rule.feed == feed.name]
        table, keys = table_of(feed.name), ["child_id", *feed.reports.per]
        columns = sorted({*columns_read(feed, self.rules), *keys, "row_id", "report_month"})
        listed = ", ".join(f"e.{column}" for column in columns)
        join = (
            " LEFT JOIN children c ON c.child_id = e.child_id" if any(rule.asks_age for rule in mine) else ""
        )
        birth = ", c.birth_date AS birth_date_of_child" if join else ""
        where = " OR ".join(f"({self._when(rule, 'c.birth_date')})" for rule in mine)
        months = "(e.report_month - DATE '1970-01-01')"
        rank = f"CASE WHEN e.report_month <= {_day(self.month)} THEN {months} ELSE -{months} END"
        matched = (
            f"SELECT {listed}{birth}, {rank} AS report_rank FROM {table} e{join}"
            f" WHERE e.child_id IS NOT NULL AND e.report_month IS NOT NULL AND ({where})"
        )
        named = ", ".join(f"e.{key}" for key in keys)
        newest = (
            f"SELECT {named}, max({rank}) AS report_rank FROM {table} e"
            f" WHERE e.child_id IN (SELECT child_id FROM {feed.name}_matched) GROUP BY {named}"
        )
        same = " AND ".join(f"n.{key} IS NOT DISTINCT FROM m.{key}" for key in keys[1:])
        current = (
            f"SELECT m.* FROM {feed.name}_matched m JOIN {feed.name}_newest n"
            f" ON n.child_id = m.child_id AND n.report_rank = m.report_rank{' AND ' + same if same else ''}"
        )
        if feed.name in self.one_month:  # then every report is the newest and every list the last
            return [(f"{feed.name}_current", matched)]
        ctes = [(f"{feed.name}_matched", matched), (f"{feed.name}_newest", newest)]
        if feed.reports.keep_months is not None:
            by = ", ".join(feed.reports.list_of)
            lists = (
                f"SELECT {by + ', ' if by else ''}"
                f"CAST(max(report_month) - INTERVAL {feed.reports.keep_months} MONTH AS DATE) AS gone"
                f" FROM {table} WHERE report_month <= {_day(self.month)}{' GROUP BY ' + by if by else ''}"
            )
            ctes.append((f"{feed.name}_lists", lists))
            on = " AND ".join(
                f"l.{column} IS NOT DISTINCT FROM m.{column}" for column in feed.reports.list_of
            )
            current += f" LEFT JOIN {feed.name}_lists l ON {on or 'true'} WHERE l.gone IS NULL OR m.report_month > l.gone"
        return [*ctes, (f"{feed.name}_current", current)]

    # -- one rule

    def _signal(self, rule: Rule) -> str:
        assert rule.feed is not None
        feed = self.inputs[rule.feed]
        join, birth = "", "c.birth_date"
        if feed.reports:
            source, birth = f"{feed.name}_current e", "e.birth_date_of_child"
        else:
            source = f"{table_of(feed.name)} e"
            if rule.asks_age:
                join = " LEFT JOIN children c ON c.child_id = e.child_id"
        starts, until = self._span(rule)
        rows = (
            f"SELECT e.child_id AS child_id, e.row_id AS row_id, {starts} AS starts_on, {until} AS expires_on,"
            f" {self._row_points(rule.points, birth)} AS points, {_event(rule.points)} AS event FROM {source}{join}"
            f" WHERE e.child_id IS NOT NULL AND ({self._when(rule, birth)}) AND {self._in_time(rule)}"
        )
        if rule.points.cases:
            rows = f"SELECT * FROM ({rows}) WHERE points IS NOT NULL"
        spans = "min(starts_on) AS starts_on, max(expires_on) AS expires_on"
        if rule.points.how == "sum":
            rows = (
                f"SELECT child_id, {spans}, list(row_id) AS row_ids, max(points) AS points FROM ({rows})"
                " GROUP BY child_id, event"
            )
            evidence = "list_sort(flatten(list(row_ids)))"
        else:
            evidence = "list_sort(list(row_id))"
        count = "count(DISTINCT event)" if rule.points.how in ("each", "steps") else "count(*)"
        return (
            f"SELECT child_id, {self._name(rule)}, ({_total(rule.points, count)})::INTEGER AS points, {spans}, {evidence} AS evidence,"
            f" ({count})::INTEGER AS count FROM ({rows}) GROUP BY child_id"
        )

    def _name(self, rule: Rule) -> str:
        kind = "HUGEINT" if len(self.bits) > 62 else "BIGINT"
        return f"'{rule.id}' AS rule, {self.bits[rule.id]}::{kind} AS bit, '{rule.track}' AS track"

    def _span(self, rule: Rule) -> tuple[str, str]:
        lasts = rule.lasts
        starts = f"e.{lasts.date}" if lasts.date else "e.report_month"
        if lasts.kind == "days":
            return starts, f"e.{lasts.date} + {(lasts.number or 1) - 1}"
        if lasts.kind == "report_month":
            return starts, f"last_day(e.report_month + INTERVAL {(lasts.number or 1) - 1} MONTH)"
        if lasts.kind == "term":
            left = []
            for month in range(1, 13):
                last = term_of(date(2001, month, 1), self.rules.term_starts)[1]
                left.append(str((last.month - month) % 12))
            return starts, f"last_day(e.report_month + to_months([{', '.join(left)}][month(e.report_month)]))"
        return starts, "NULL::DATE"

    def _in_time(self, rule: Rule) -> str:
        lasts = rule.lasts
        if lasts.kind == "days":
            first = date.fromordinal(self.as_of.toordinal() - (lasts.number or 1) + 1)
            return f"e.{lasts.date} BETWEEN {_day(first)} AND {_day(self.as_of)}"
        if lasts.kind == "term":
            return f"e.report_month >= {_day(term_of(self.as_of, self.rules.term_starts)[0])}"
        if lasts.kind == "report_month":
            return f"e.report_month >= {_day(add_months(self.month, 1 - (lasts.number or 1)))}"
        return f"(e.{lasts.date} IS NULL OR e.{lasts.date} <= {_day(self.as_of)})"

    def _when(self, rule: Rule, birth: str) -> str:
        return " OR ".join(f"({self._all(group, birth)})" for group in rule.when)

    def _all(self, conditions: tuple[Condition, ...], birth: str) -> str:
        return " AND ".join(self._condition(condition, birth) for condition in conditions)

    def _condition(self, condition: Condition, birth: str) -> str:
        field, values = f"e.{condition.field}", condition.values
        if condition.operator == "age":
            youngest, oldest = (int(value) for value in values)
            born_by, born_after = years_before(self.as_of, youngest), years_before(self.as_of, oldest + 1)
            return f"{birth} <= {_day(born_by)} AND {birth} > {_day(born_after)}"
        if condition.operator in ("in", "not_in"):
            words = ", ".join(_word(str(value)) for value in values)
            return f"{field} {'NOT IN' if condition.operator == 'not_in' else 'IN'} ({words})"
        if condition.operator == "more_than_days_ago":
            return f"{field} < {_day(date.fromordinal(self.as_of.toordinal() - int(values[0])))}"
        return f"{field} {'>=' if condition.operator == 'at_least' else '<='} {int(values[0])}"

    def _row_points(self, points: Points, birth: str) -> str:
        if not points.cases:
            return "0"

        def branch(case: Case) -> str:
            return f"WHEN {self._all(case.when, birth) if case.when else 'true'} THEN {case.points}"

        return "CASE " + " ".join(branch(case) for case in points.cases) + " END"

    # -- combinations

    def _combination(self, rule: Rule, groups: list[list[str]]) -> str:
        parts = ", ".join(f"'{part}'" for part in sorted({part for group in groups for part in group}))
        held = [f"rule IN ({', '.join(repr(part) for part in group)})" for group in groups]
        starts = ", ".join(f"min(starts_on) FILTER ({one})" for one in held)
        ends = ", ".join(f"max(coalesce(expires_on, {NEVER})) FILTER ({one})" for one in held)
        having = " AND ".join(f"bool_or({one})" for one in held)
        return (
            f"SELECT child_id, {self._name(rule)}, {rule.points.amount}::INTEGER AS points,"
            f" greatest({starts}) AS starts_on, nullif(least({ends}), {NEVER}) AS expires_on,"
            f" list_sort(list_distinct(flatten(list(evidence)))) AS evidence, count(*)::INTEGER AS count"
            f" FROM single WHERE rule IN ({parts}) GROUP BY child_id HAVING {having}"
        )


EMPTY = (
    "SELECT 0::BIGINT AS child_id, '' AS rule, 0::BIGINT AS bit, '' AS track, 0::INTEGER AS points, NULL::DATE AS starts_on,"
    " NULL::DATE AS expires_on, []::BIGINT[] AS evidence, 0::INTEGER AS count WHERE false"
)


def _total(points: Points, count: str) -> str:
    if points.how == "once":
        return str(points.amount)
    if points.how == "highest":
        return "max(points)"
    if points.how == "steps":
        steps = sorted(points.steps, key=lambda step: -step.at)
        return "CASE " + " ".join(f"WHEN {count} >= {step.at} THEN {step.points}" for step in steps) + " END"
    total = "sum(points)" if points.how == "sum" else f"{count} * {points.amount}"
    return total if points.at_most is None else f"least({points.at_most}, {total})"


def _event(points: Points) -> str:
    """What makes two rows one event; a row in which a part of it is missing is an event of its own."""
    if not points.distinct:
        return "e.row_id::VARCHAR" if points.how in ("each", "steps") else "NULL::VARCHAR"
    missing = " OR ".join(f"e.{column} IS NULL" for column in points.distinct)
    joined = ", ".join(f"e.{column}::VARCHAR" for column in points.distinct)
    return f"CASE WHEN {missing} THEN '#' || e.row_id ELSE concat_ws(chr(31), {joined}) END"


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _word(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
