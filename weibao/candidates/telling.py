"""A candidate's rows and its history, as its page tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from weibao.candidates.explaining import Explained
from weibao.candidates.models import Candidate
from weibao.feeds.models import FeedRow
from weibao.people.naming import feed_title
from weibao.people.telling import labelled


@dataclass(frozen=True)
class RowTold:
    """A row behind a candidate: where it came from, what it says."""

    feed: str
    place: str
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class Version:
    """One change of a candidate: when, by whom, to what."""

    at: datetime
    who: str
    state: str
    level: str
    reason: str


def rows_told(explained: Iterable[Explained]) -> list[RowTold]:
    """The rows behind some signals, each once, newest first, identities masked."""
    ids = {said.evidence.row_id for one in explained for said in one.evidence}
    rows = FeedRow.objects.filter(pk__in=ids).select_related("delivery")
    return [
        RowTold(
            feed_title(row.feed),
            f"{row.delivery.report_month:%Y-%m} · {row.delivery.file_name} {row.sheet} #{row.row}",
            labelled(row.values),
        )
        for row in rows.order_by("-delivery__report_month", "-pk")
    ]


def versions_told(candidate: Candidate) -> list[Version]:
    """What became of a candidate, newest first; versions in which nothing people see changed are left out."""
    told: list[Version] = []
    before = None
    for one in candidate.history.select_related("history_user").order_by("history_date", "history_id"):
        seen = (one.state, one.level, one.reason)
        if seen != before:
            who = str(one.history_user) if one.history_user else ""
            told.append(Version(one.history_date, who, one.get_state_display(), one.level, one.reason))
        before = seen
    return told[::-1]
