"""What screening forgets when records are sealed, and which of its own records are sealed along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from weibao.candidates.gathering import evidence_keys
from weibao.candidates.models import OPEN_STATES, Candidate, Signal, Track
from weibao.feeds.models import FeedRow
from weibao.people.models import Link
from weibao.protection.sealing.declaring import Sealable, sealable, when_sealed


@sealable(Candidate)
class SealedCandidate(Sealable[Candidate]):
    """A decided candidate of the behaviour track is material of evaluation. One that waits is deleted by itself."""

    def ended(self) -> QuerySet[Candidate]:
        return Candidate.objects.none()

    def ended_on(self, record: Candidate) -> date | None:
        return None if record.state in OPEN_STATES else record.decided_on

    def goes_along(self, record: Candidate) -> bool:
        return record.track == Track.BEHAVIOUR and record.state not in OPEN_STATES


@when_sealed
def forget_evidence(records: Sequence[Model]) -> Iterable[Candidate]:
    """Take the rows out of signals, candidates and their histories. Answers the candidates that rested on them alone."""
    rows = {one.pk: one for one in records if isinstance(one, FeedRow)}
    if not rows:
        return []
    children = {one.child_id for one in records if isinstance(one, Link)}
    keys = set(evidence_keys(rows).values())
    for signal in Signal.objects.filter(child__in=children):
        left = [row for row in signal.evidence if row not in rows]
        if len(left) == len(signal.evidence):
            continue
        if left:
            signal.evidence, signal.count = left, len(left)
            signal.save(update_fields=["evidence", "count"])
        else:
            signal.delete()
    alone = []
    for candidate in Candidate.objects.filter(child__in=children):
        if not keys & set(candidate.evidence) and not rested(candidate.grounds, rows):
            continue
        without(candidate, rows, keys)
        if not candidate.rules:
            alone.append(candidate)
            continue
        candidate.save_without_historical_record()  # type: ignore[attr-defined]
        for version in candidate.history.all():
            without(version, rows, keys, standing=candidate.rules)
            version.save()
    return alone


def rested(grounds: list[dict[str, Any]], rows: dict[int, FeedRow]) -> bool:
    return any(row in rows for ground in grounds for row in ground["evidence"])


def without(candidate: Any, rows: dict[int, FeedRow], keys: set[str], standing: str | None = None) -> None:
    """A candidate, or a version of it (unsaved), as it would be had there never been these rows."""
    candidate.evidence = [key for key in candidate.evidence if key not in keys]
    grounds = []
    for ground in candidate.grounds:
        left = [row for row in ground["evidence"] if row not in rows]
        if left:
            grounds.append(ground | {"evidence": left, "count": len(left)})
    candidate.grounds = grounds
    if standing is None:
        known = grounds or list(
            Signal.objects.filter(child=candidate.child_id, track=candidate.track)
            .order_by("-points", "rule")
            .values("rule", "points")
        )
        rules = [one["rule"] for one in known]
        candidate.points = sum(one["points"] for one in known)
        candidate.rules = ";".join(rule for rule in candidate.rules.split(";") if rule in rules)
    else:
        candidate.rules = ";".join(rule for rule in candidate.rules.split(";") if rule in standing.split(";"))
