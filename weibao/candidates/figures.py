"""How the rules do, from what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from weibao.candidates.models import Candidate, DecisionRecord, Ending, RuleSuspension
from weibao.candidates.ruling import suspended_rules, version_in_force
from weibao.screening import Decision, Figures, figures, to_suspend

ENDINGS = {Ending.CONFIRMED: True, Ending.DECLINED: False}


def decisions(*, recorded_after: datetime | None = None) -> Iterator[Decision]:
    """Every decision counted so far, and every candidate that waits."""
    records = DecisionRecord.objects.order_by("pk")
    if recorded_after:
        records = records.filter(recorded_at__gt=recorded_after)
    for record in records.iterator(chunk_size=5_000):
        yield Decision(
            rules=tuple(record.rules.split(";")),
            raised_at=at_midnight(record.raised_on),
            confirmed=ENDINGS.get(Ending(record.ending)),
            decided_at=at_midnight(record.ended_on),
        )
    for rules, raised_on in Candidate.objects.open().values_list("rules", "raised_on"):
        yield Decision(rules=tuple(rules.split(";")), raised_at=at_midnight(raised_on))


def at_midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def figures_by_rule() -> dict[str | None, Figures]:
    """Rule id (None: all rules together) → its figures."""
    return {one.rule: one for one in figures(decisions())}


def rules_to_suspend() -> list[str]:
    """The rules in use that were confirmed too seldom, counted since each was last taken up again."""
    in_use = {rule.id for rule in version_in_force().rules.rules} - suspended_rules()
    found = set(to_suspend(decisions())) & in_use
    resumed = RuleSuspension.objects.filter(rule__in=found, resumed_at__isnull=False).order_by("resumed_at")
    for suspension in resumed:
        if suspension.rule not in to_suspend(decisions(recorded_after=suspension.resumed_at)):
            found.discard(suspension.rule)
    return sorted(found)
