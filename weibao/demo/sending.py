"""Sends the fiction's workbooks through the real import, and finds out which child became of which invented person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from weibao.access.models import Unit, User
from weibao.feeds.services import import_file
from weibao.fiction import write_files
from weibao.fiction.delivery import Delivery
from weibao.people.lists import ROW_PLACE, Places
from weibao.people.models import Child, Link
from weibao.people.services import match_records

SENDERS = {
    "education": "education",
    "civil_affairs": "civil_affairs",
    "police": "police",
    "judicial": "procuratorate",
    "health": "health",
    "venues": "market",
    "hotline": "women",
}
"""Feed → authority of the unit that sends it, of those that may."""


@dataclass
class Sent:
    """What was sent so far: the truth of every row, by the delivery that it came with."""

    truth: dict[tuple[int, str, int], int] = field(default_factory=dict)
    """(delivery, sheet, row) → person."""
    rows: int = 0
    review: int = 0


def send(delivery: Delivery, month: date, *, actor: User, sent: Sent) -> None:
    """Import every file of a delivery in its sender's name, then match."""
    persons: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for _feed, file, sheet, row, person in delivery.links():
        persons[file].append((sheet, row, person))
    with TemporaryDirectory() as folder:
        for feed, path in write_files(delivery, Path(folder)):
            receipt = import_file(actor=actor, feed=feed, path=path, unit=sender(feed), period=month)
            sent.rows += receipt.rows
            for sheet, row, person in persons[path.name]:
                sent.truth[receipt.batch, sheet, row] = person
    sent.review = match_records(actor=actor).review


def sender(feed: str) -> Unit:
    """The unit that sends a feed here."""
    return Unit.objects.get(authority=SENDERS[feed])


def children_of(people: Iterable[int], sent: Sent) -> dict[int, Child]:
    """Each person's child: the one whom most of the person's rows were linked to."""
    wanted = set(people)
    counted: dict[int, Counter[int]] = defaultdict(Counter)
    links = Link.objects.filter(ended_at=None).values_list(*ROW_PLACE, "child")
    places = Places()
    for delivery, sheet, row, child in links.iterator(chunk_size=10_000):
        _feed, _file, name, _row = places.of(delivery, sheet, row)
        person = sent.truth.get((delivery, name, row))
        if person in wanted:
            counted[person][child] += 1
    children = Child.objects.in_bulk([counts.most_common(1)[0][0] for counts in counted.values()])
    return {person: children[counts.most_common(1)[0][0]] for person, counts in counted.items()}
