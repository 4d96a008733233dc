"""What other apps do when a delivery's rows have been stored, within the same transaction.

@when_stored
def look(delivery: Delivery) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable

from weibao.feeds.models import Delivery

Follow = Callable[[Delivery], None]
_follows: list[Follow] = []


def when_stored(follow: Follow) -> Follow:
    _follows.append(follow)
    return follow


def stored(delivery: Delivery) -> None:
    for follow in _follows:
        follow(delivery)
