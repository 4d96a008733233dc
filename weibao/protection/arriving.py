"""A row that tells anew what is sealed is sealed as it arrives: a delivery never opens a seal."""

from weibao.feeds.arriving import when_stored
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.protection.models import SealedKey
from weibao.protection.services import seal_delivered_again


@when_stored
def seal_again(delivery: Delivery) -> None:
    keys = SealedKey.objects.values("natural_key")
    rows = FeedRow.objects.filter(delivery=delivery, state=RowState.CURRENT, natural_key__in=keys)
    seal_delivered_again(rows.select_related("delivery"))
