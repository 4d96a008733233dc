"""Who may send which feed: the units that its definition names, and whoever gathers for a whole area."""

from __future__ import annotations

from django.db.models import QuerySet

from weibao.access.duties import Reach
from weibao.access.models import Unit, User
from weibao.access.policies import restrict
from weibao.feeds.definitions import FeedDefinition, definitions


def is_owner(unit: Unit, feed: FeedDefinition) -> bool:
    """Whether the feed is the unit's own: it answers for it being sent."""
    return bool(unit.authority) and unit.authority in feed.authorities


def sends(unit: Unit, feed: FeedDefinition) -> bool:
    """Whether the unit may send the feed: as its owner, or as one of a kind that sends it too (schools, towns)."""
    return feed.is_sent_by(authority=unit.authority, kind=unit.kind)


def may_deliver(user: User, unit: Unit, feed: FeedDefinition) -> bool:
    """Whether a person may send this feed for this unit: in his own unit what it owns, over an area everything."""
    return any(
        unit.area_id.startswith(duty.area_id)
        if reach == Reach.AREA
        else duty.unit_id == unit.pk and sends(unit, feed)
        for duty, reach in user.reaches("feeds.import")
    )


def units_of(user: User) -> QuerySet[Unit]:
    """The units for which a person may send."""
    return restrict(Unit.objects.filter(is_active=True), user, "deliver")


def feeds_of(user: User) -> list[FeedDefinition]:
    """The feeds that a person may send, in the order of their definitions."""
    reaches = user.reaches("feeds.import")
    if any(reach == Reach.AREA for _duty, reach in reaches):
        return list(definitions().values())
    units = list(units_of(user))
    return [feed for feed in definitions().values() if any(sends(unit, feed) for unit in units)]


def feed_title(feed: str) -> str:
    """What a feed is called; its name where its definition is gone."""
    known = definitions().get(feed)
    return str(known.title) if known else feed
