"""Storing a file's rows: which repeat an accepted row, which are new versions of one, then all in one go.

Everything here runs within the transaction of the import, alone for its feed, so that what is looked up stays true.
"""

from __future__ import annotations

import os
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from weibao.cipher.fields import EncryptedField
from weibao.cipher.models import BINDING
from weibao.cipher.tokens import tokens
from weibao.feeds.definitions import REPORT_MONTH, FeedDefinition
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.feeds.rows import ACCEPTED, NOT_DATA, QUARANTINED, PreparedRow

BATCH = 2_000
KEY = 16
"""Bytes of a row's keys."""
LOOKED_UP = 800
T = TypeVar("T")


@dataclass(slots=True)
class Known:
    """A current row of an earlier delivery."""

    pk: int
    content_key: str
    month: date


@dataclass
class Fates:
    """What becomes of the accepted-looking rows of a file, by their place in it."""

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
    first: dict[bytes, int] = {}
    in_key = key_maker(feed, month if REPORT_MONTH in feed.natural_key else None)
    in_content = key_maker(feed, month if feed.is_monthly else None)
    for place, row in enumerate(rows):
        if row.fate != ACCEPTED:
            continue
        row.identity, row.content = in_key(row.identity), in_content(row.content)
        if row.identity_unnumbered:
            row.identity_unnumbered = in_key(row.identity_unnumbered)
        if first.setdefault(row.content, place) != place:
            fates.repeats[place] = first[row.content]
    if Delivery.objects.filter(feed=feed.name).exists():
        distinct = first.values()
        compare(rows, fates, {place: rows[place].identity for place in distinct}, month)
        settled = fates.known.keys() | fates.corrects.keys() | fates.outdated.keys()
        left = {
            place: key
            for place in distinct
            if place not in settled and (key := rows[place].identity_unnumbered)
        }
        compare(rows, fates, left, month)
    return fates


def compare(rows: Sequence[PreparedRow], fates: Fates, keys: dict[int, bytes], month: date) -> None:
    """Settle the rows (place → key) whose key is that of stored ones: the same content repeats one, other content
    corrects one."""
    stored = look_up(keys.values())
    taken = set(fates.known.values()) | set(fates.corrects.values())
    same_key: dict[bytes, list[int]] = defaultdict(list)
    for place, key in keys.items():
        if key in stored:
            same_key[key].append(place)
    for key, places in same_key.items():
        left = [one for one in stored[key] if one.pk not in taken]
        changed = []
        for place in places:
            content = rows[place].content.hex()
            equal = next((one for one in left if one.content_key == content), None)
            if equal is None:
                changed.append(place)
            else:
                left.remove(equal)
                fates.known[place] = equal.pk
        for place, old in zip(changed, left, strict=False):
            (fates.outdated if old.month > month else fates.corrects)[place] = old.pk


def look_up(keys: Iterable[bytes]) -> dict[bytes, list[Known]]:
    """The current rows with these natural keys (which hold the feed), oldest first."""
    found: dict[bytes, list[Known]] = defaultdict(list)
    for some in batched(dict.fromkeys(keys), LOOKED_UP):
        # By the key alone: asked for feed and state too, SQLite goes through all rows of the feed instead.
        rows = FeedRow.objects.filter(natural_key__in=[key.hex() for key in some]).order_by("pk")
        wanted = ("natural_key", "state", "pk", "content_key", "delivery__report_month")
        for key, state, pk, content, month in rows.values_list(*wanted):
            if state == RowState.CURRENT:
                found[bytes.fromhex(key)].append(Known(pk, content, month))
    return found


def store(
    feed: FeedDefinition, delivery: Delivery, rows: Sequence[PreparedRow], fates: Fates
) -> Callable[[int], int]:
    """Write every row; answers place → id of what was written. The delivery names its sheets and reasons.

    Rows that repeat another row of the file come last, for they point to it.
    """
    order = [place for place in range(len(rows)) if place not in fates.repeats]
    as_columns = Writing(feed, delivery).as_columns
    insert(delivery, (as_columns(rows[place], *state_of(rows, place, fates)) for place in order))
    # One session writes one after the other, so that ids grow in the order of writing.
    ids = delivery.rows.order_by("pk").values_list("pk", flat=True)
    written = array("q", [0]) * len(rows)
    for place, pk in zip(order, ids.iterator(chunk_size=10_000), strict=True):
        written[place] = pk
    repeats = [
        as_columns(rows[place], RowState.DUPLICATE, fates.known.get(original) or written[original])
        for place, original in fates.repeats.items()
    ]
    insert(delivery, repeats)
    if repeats:
        last = delivery.rows.order_by("-pk").values_list("pk", flat=True)[: len(repeats)]
        for place, pk in zip(reversed(fates.repeats), last, strict=True):
            written[place] = pk
    supersede({old: written[place] for place, old in fates.corrects.items()})
    return written.__getitem__


def state_of(rows: Sequence[PreparedRow], place: int, fates: Fates) -> tuple[RowState, int | None]:
    """The state of a row that repeats no other of its file, and the stored row that it has to do with."""
    if place in fates.known:
        return RowState.DUPLICATE, fates.known[place]
    if place in fates.outdated:
        return RowState.SUPERSEDED, fates.outdated[place]
    return STATES[rows[place].fate], None


STATES = {ACCEPTED: RowState.CURRENT, QUARANTINED: RowState.QUARANTINED, NOT_DATA: RowState.NOT_DATA}
COLUMNS = (
    *("delivery_id", "feed", "sheet_number", "row", "state", "binding"),
    *("values", "cells", "reasons", "reason_marks", "decision", "decided_on"),
    *("natural_key", "content_key", "same_as_id"),
)
MARKS = 250
"""Characters of `reason_marks`."""


class Writing:
    """Makes rows of one delivery as the table holds them: what is said of people encrypted and bound to the row."""

    def __init__(self, feed: FeedDefinition, delivery: Delivery) -> None:
        self.values, self.cells, self.reasons = map(sealed_field, ("values", "cells", "reasons"))
        self.sheets = {name: number for number, name in enumerate(delivery.sheets)}
        self.marks = {reason: str(number) for number, reason in enumerate(delivery.reasons)}
        decisions = [column for column in feed.columns if column.name == "decision"]
        self.decisions = frozenset(value for column in decisions for value in column.values)

    def as_columns(self, row: PreparedRow, state: RowState, same_as: int | None) -> tuple[Any, ...]:
        """A row from `sheet_number` on, in the order of `COLUMNS`."""
        binding = os.urandom(BINDING)
        values = row.values if row.values and state != RowState.DUPLICATE else None
        reasons = [finding.as_json(row.row) for finding in row.findings]
        return (
            self.sheets[row.sheet[:SHEET_NAME]],
            row.row,
            state.value,
            binding,
            self.values.sealed(binding, values),
            self.cells.sealed(binding, row.cells),
            self.reasons.sealed(binding, reasons),
            self.marks_of(row) if reasons and row.fate != NOT_DATA else "",
            *(self.decided(values) if values and self.decisions else NOTHING_DECIDED),
            row.identity.hex() if row.fate == ACCEPTED else "",
            row.content.hex() if row.fate == ACCEPTED else "",
            same_as,
        )

    def marks_of(self, row: PreparedRow) -> str:
        numbers = dict.fromkeys(self.marks[one.reason] for one in row.findings)
        return f",{','.join(numbers)},"[:MARKS]

    def decided(self, values: Mapping[str, Any]) -> tuple[str, str | None]:
        """A decision that the feed's definition lists, and its day. Other words may tell of a person: they stay sealed."""
        decision = values.get("decision")
        return (decision, values.get("decided_on") or None) if decision in self.decisions else NOTHING_DECIDED


NOTHING_DECIDED: tuple[str, str | None] = ("", None)
SHEET_NAME = 100
"""So many characters of a sheet's name are kept."""


def sealed_field(name: str) -> EncryptedField:
    found = FeedRow._meta.get_field(name)
    assert isinstance(found, EncryptedField)
    return found


def sheets_of(rows: Iterable[PreparedRow]) -> list[str]:
    """The names of the sheets that rows stand on, in their order."""
    return list(dict.fromkeys(row.sheet[:SHEET_NAME] for row in rows))


def insert(delivery: Delivery, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of a delivery without making models of them: `bulk_create` took two thirds of an import's time."""
    columns = ", ".join(map(connection.ops.quote_name, COLUMNS))
    places = ", ".join(["%s"] * len(COLUMNS))
    statement = (
        f"INSERT INTO {connection.ops.quote_name(FeedRow._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    )
    head = (delivery.pk, delivery.feed)
    with connection.cursor() as cursor:
        for some in batched(rows, BATCH):
            cursor.executemany(statement, [head + row for row in some])


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


def key_maker(feed: FeedDefinition, month: date | None) -> Callable[[bytes], bytes]:
    """Makes keys of fingerprints, for one feed and perhaps one month. Keyed: an ID number has so few bits that its bare
    fingerprint would be guessed."""
    start = f"{feed.name}\x1c{month or ''}\x1c".encode()
    keyed = tokens("feeds.row").of
    return lambda fingerprint: keyed(start + fingerprint)[:KEY]


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
