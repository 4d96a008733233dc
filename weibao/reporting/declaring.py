"""How an app declares its figures, in its `indicators.py`. This is all of reporting that other apps may import.

    @indicator(
        "young_people_in_focus",
        pillar="intervention",
        title=_("重点青少年"),
        unit=_("名"),
        definition=_("当年列入或仍在列的重点青少年，同一人只计一次。"),
        counts="child",
        town="child__area_code",
        month="entered_on",
    )
    def young_people_in_focus(year: int) -> QuerySet[FocusEntry]:
        return FocusEntry.objects.filter(...)

The function answers the records that make the figure of a year, whoever may see them; the engine
(`reporting.engine`) counts them anew each time, breaks them down, and opens them through the policy of their
model. A figure is therefore never typed in, and never kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Aggregate, Count, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Records = Callable[[int], QuerySet]
F = TypeVar("F", bound=Records)


class Pillar(TextChoices):
    """The five in one (五位一体), in their order."""

    GOVERNANCE = "governance", _("协同治理")
    EDUCATION = "education", _("思想引领")
    INTERVENTION = "intervention", _("精准干预")
    CARE = "care", _("社会关爱")
    ENVIRONMENT = "environment", _("环境净化")


@dataclass(frozen=True)
class Indicator:
    """One figure of the yearly account (统计指标)."""

    key: str
    """The name under which the annual report gives the figure; it never changes."""
    pillar: Pillar
    title: str | Promise
    unit: str | Promise
    """What it is counted in: 名, 份, 家次."""
    definition: str | Promise
    """One sentence: what counts, and what counts once."""
    records: Records
    """year → the records that make the figure."""
    counts: str = "pk"
    """The look-up whose distinct values are counted; by default each record counts once."""
    town: str = ""
    """Where a record has an area code (GB/T 2260); empty: the figure has no breakdown by town."""
    unit_lookup: str = ""
    """Where a record has its member unit (成员单位); empty: none by unit."""
    month: str = ""
    """The date or time that puts a record in a month; empty: none by month."""

    def number(self, of: Q | None = None) -> Aggregate:
        """The expression that makes one number of records (of those that meet `of`); only here is it said how."""
        return Count(self.counts, distinct=True, filter=of)


_indicators: dict[str, Indicator] = {}


def indicator(
    key: str,
    *,
    pillar: str,
    title: str | Promise,
    unit: str | Promise,
    definition: str | Promise,
    counts: str = "pk",
    town: str = "",
    unit_lookup: str = "",
    month: str = "",
) -> Callable[[F], F]:
    """Decorator: this function answers a year's records of a figure. See `Indicator` for what is to be said.

    Raises:
        ImproperlyConfigured: another indicator has the key, the key is no name, or there is no such pillar.
    """

    def declared(records: F) -> F:
        if key in _indicators:
            raise ImproperlyConfigured(f"two indicators are called {key}")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
            raise ImproperlyConfigured(f"{key!r} is no name for an indicator")
        if pillar not in Pillar.values:
            raise ImproperlyConfigured(f"indicator {key}: there is no pillar {pillar!r}")
        _indicators[key] = Indicator(
            key, Pillar(pillar), title, unit, definition, records, counts, town, unit_lookup, month
        )
        return records

    return declared


def indicators() -> Iterator[Indicator]:
    """All declared indicators, pillar by pillar, in each as declared."""
    for pillar in Pillar:
        yield from (one for one in _indicators.values() if one.pillar == pillar)


def find_indicator(key: str) -> Indicator | None:
    """The indicator of that key; None where no register declares it."""
    return _indicators.get(key)
