"""The receipt (回执) of an import, as services, jobs and the command line hand it on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from weibao.feeds.models import Delivery
from weibao.feeds.rows import NOT_DATA, PreparedRow


@dataclass(frozen=True)
class Receipt:
    """What became of a file. The four counts add up to `rows`."""

    delivery: Delivery
    already: bool = False
    """Whether the same file had been taken in before; nothing was done, and the counts are those of that time."""

    @property
    def feed(self) -> str:
        return self.delivery.feed

    @property
    def batch(self) -> int:
        return self.delivery.pk

    @property
    def file(self) -> str:
        return self.delivery.file_name

    @property
    def rows(self) -> int:
        return self.delivery.rows_read

    @property
    def accepted(self) -> int:
        return self.delivery.accepted

    @property
    def duplicates(self) -> int:
        return self.delivery.duplicates

    @property
    def quarantined(self) -> int:
        return self.delivery.quarantined

    @property
    def not_data(self) -> int:
        return self.delivery.not_data

    @property
    def dropped_columns(self) -> list[str]:
        return self.delivery.dropped_columns

    @property
    def reasons(self) -> dict[str, int]:
        return self.delivery.reasons

    @property
    def notes(self) -> list[str]:
        return self.delivery.notes

    def as_dict(self) -> dict[str, Any]:
        """As `weibao feeds import --json` prints it."""
        keys = ("feed", "batch", "file", "rows", "accepted", "duplicates", "quarantined", "not_data")
        return {key: getattr(self, key) for key in (*keys, "dropped_columns", "reasons")}


def count_reasons(rows: Iterable[PreparedRow]) -> dict[str, int]:
    """Why rows were quarantined, and what a clerk should look at in accepted ones; the most frequent first."""
    found = Counter(
        reason for row in rows if row.fate != NOT_DATA for reason in {one.reason for one in row.findings}
    )
    return dict(found.most_common())
