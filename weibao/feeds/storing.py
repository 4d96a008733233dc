"""Storing a file's rows: which repeat an accepted row, which are new versions of one, then all in one go.

Everything here runs within the transaction of the import, alone for its feed, so that what is looked up stays true.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

from django.db import connection

from weibao.feeds.definitions import REPORT_MONTH, FeedDefinition
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.feeds.rows import ACCEPTED, NOT_DATA, QUARANTINED, PreparedRow

BATCH = 2_000
LOOKED_UP = 800
FEEDS_LOCK = 0x5EA3
T = TypeVar("T")


def lock_feeds() -> None:
    """Hold, until the transaction ends, the right to take deliveries in."""
    # SQLite transactions are IMMEDIATE, so a writer is alone already; PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FEEDS_LOCK])


@dataclass(slots=True)
class Known:
    """A current row of an earlier delivery."""

    pk: int
    content_key: str
    month: date


@dataclass
class Fates:
    """What becomes of the accepted-looking rows of a file, by their place in it."""

    keys: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Natural key, content key."""
    repeats: dict[int, int] = field(default_factory=dict)
    """→ the place of the row in the same file that it repeats."""
    known: dict[int, int] = field(default_factory=dict)
    """→ the stored row that it repeats."""
    corrects: dict[int, int] = field(default_factory=dict)
    """→ the stored row of which it is the newer version."""
    outdated: dict[int, int] = field(default_factory=dict)
    """→ the stored row, of a later month, of which it is an older version."""


def decide_fates(feed: FeedDefinition, rows: Sequence[PreparedRow], month: date) -> Fates:
    """Compare the rows with one another and with what is stored. Two rows of one file never correct each other:
    nothing says which of them is right."""
    fates = Fates()
    first: dict[tuple[str, str], int] = {}
    unnumbered: dict[int, str] = {}
    key_month = month.isoformat() if REPORT_MONTH in feed.natural_key else ""
    content_month = month.isoformat() if feed.is_monthly else ""
    for place, row in enumerate(rows):
        if row.fate != ACCEPTED:
            continue
        keys = (digest(feed.name, key_month, row.identity), digest(feed.name, content_month, row.content))
        fates.keys[place] = keys
        if first.setdefault(keys, place) != place:
            fates.repeats[place] = first[keys]
        elif row.identity_unnumbered:
            unnumbered[place] = digest(feed.name, key_month, row.identity_unnumbered)
    if FeedRow.objects.filter(feed=feed.name).exists():
        distinct = [place for place in fates.keys if place not in fates.repeats]
        compare(feed, fates, {place: fates.keys[place][0] for place in distinct}, month)
        settled = fates.known.keys() | fates.corrects.keys() | fates.outdated.keys()
        compare(feed, fates, {p: key for p, key in unnumbered.items() if p not in settled}, month)
    return fates


def compare(feed: FeedDefinition, fates: Fates, keys: dict[int, str], month: date) -> None:
    """Settle the rows whose key is that of stored ones: the same content repeats one, other content corrects one."""
    stored = look_up(feed, keys.values())
    taken = set(fates.known.values()) | set(fates.corrects.values())
    same_key: dict[str, list[int]] = defaultdict(list)
    for place, key in keys.items():
        if key in stored:
            same_key[key].append(place)
    for key, places in same_key.items():
        left = [one for one in stored[key] if one.pk not in taken]
        changed = []
        for place in places:
            content = fates.keys[place][1]
            equal = next((one for one in left if one.content_key == content), None)
            if equal is None:
                changed.append(place)
            else:
                left.remove(equal)
                fates.known[place] = equal.pk
        for place, old in zip(changed, left, strict=False):
            (fates.outdated if old.month > month else fates.corrects)[place] = old.pk


def look_up(feed: FeedDefinition, keys: Iterable[str]) -> dict[str, list[Known]]:
    """The current rows with these natural keys, oldest first."""
    found: dict[str, list[Known]] = defaultdict(list)
    for some in batched(dict.fromkeys(keys), LOOKED_UP):
        rows = FeedRow.objects.filter(feed=feed.name, natural_key__in=some, state=RowState.CURRENT)
        wanted = ("natural_key", "pk", "content_key", "delivery__report_month")
        for key, pk, content, month in rows.order_by("pk").values_list(*wanted):
            found[key].append(Known(pk, content, month))
    return found


def store(delivery: Delivery, rows: Sequence[PreparedRow], fates: Fates) -> dict[int, int]:
    """Write every row; answers place → id of those written."""
    written: dict[int, int] = {}
    later = fates.repeats
    for some in batched((place for place in range(len(rows)) if place not in later), BATCH):
        made = FeedRow.objects.bulk_create([as_model(delivery, rows, place, fates) for place in some])
        written.update((place, row.pk) for place, row in zip(some, made, strict=True))
    for some in batched(later, BATCH):
        made = []
        for place in some:
            row = as_model(delivery, rows, place, fates)
            original = later[place]
            row.state = RowState.DUPLICATE
            row.values = {}
            row.same_as_id = fates.known.get(original) or written[original]
            made.append(row)
        written.update(
            (place, row.pk) for place, row in zip(some, FeedRow.objects.bulk_create(made), strict=True)
        )
    supersede({old: written[place] for place, old in fates.corrects.items()})
    return written


def as_model(delivery: Delivery, rows: Sequence[PreparedRow], place: int, fates: Fates) -> FeedRow:
    row = rows[place]
    made = FeedRow(
        delivery=delivery,
        feed=delivery.feed,
        sheet=row.sheet,
        row=row.row,
        state=STATES[row.fate],
        values=row.values,
        cells=row.cells,
        reasons=[finding.as_json(row.row) for finding in row.findings],
    )
    if place in fates.keys:
        made.natural_key, made.content_key = fates.keys[place]
    if place in fates.known:
        made.state, made.same_as_id, made.values = RowState.DUPLICATE, fates.known[place], {}
    elif place in fates.outdated:
        made.state, made.same_as_id = RowState.SUPERSEDED, fates.outdated[place]
    return made


STATES = {ACCEPTED: RowState.CURRENT, QUARANTINED: RowState.QUARANTINED, NOT_DATA: RowState.NOT_DATA}


def supersede(newer: dict[int, int]) -> None:
    """Mark stored rows as corrected; old id → id of the new version."""
    for some in batched(newer, BATCH):
        old = [FeedRow(pk=pk, state=RowState.SUPERSEDED, same_as_id=newer[pk]) for pk in some]
        FeedRow.objects.bulk_update(old, ["state", "same_as"])


def count(rows: Sequence[PreparedRow], fates: Fates) -> dict[str, int]:
    """The four counts; they add up to the rows."""
    by_fate = Counter(row.fate for row in rows)
    repeated = len(fates.repeats) + len(fates.known)
    return {
        "rows_read": len(rows),
        "accepted": by_fate[ACCEPTED] - repeated,
        "duplicates": repeated,
        "quarantined": by_fate[QUARANTINED],
        "not_data": by_fate[NOT_DATA],
    }


def digest(*parts: str) -> str:
    return blake2b("\x1c".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
