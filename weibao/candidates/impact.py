"""The personal information impact assessment, drawn up from the feed definitions and the rules."""

from __future__ import annotations

from datetime import date

from weibao.feeds.definitions import definitions
from weibao.places.services import ensure_county
from weibao.screening import Assessment, ColumnUse, FeedUse, RuleSet, assess


def drawn_up(rules: RuleSet, day: date) -> Assessment:
    """The assessment of these rules, as the feed definitions stand."""
    return assess(feed_uses(), rules, county=ensure_county().name, drawn_up_on=day)


def feed_uses() -> list[FeedUse]:
    """The feeds as their definitions state them."""
    return [
        FeedUse(
            name=feed.name,
            title=feed.title,
            owner=feed.owner,
            purpose=feed.purpose,
            legal_basis=feed.legal_basis,
            retention=feed.retention,
            columns=tuple(ColumnUse(column.name, column.label, column.purpose) for column in feed.columns),
        )
        for feed in definitions().values()
    ]
