"""The two databases, as a backup needs them: all rows of one moment out, and into empty tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from django.db import connection


class Snapshot(Protocol):
    """The database as it was at one moment, whatever is written meanwhile."""

    def tables(self) -> dict[str, list[str]]:
        """Every table with its columns, by name."""

    def blocks(self, table: str, columns: list[str]) -> Iterator[bytes]:
        """The rows of a table, one a line, in an order that does not change by restoring, in blocks of whole lines."""

    def sequences(self) -> dict[str, int]:
        """The last number that each sequence of ids gave out."""

    def last_entry(self) -> int:
        """The number of the last entry of the log; 0 where there is none."""

    def migrations(self) -> list[tuple[str, str]]:
        """What the schema was made by: app and name."""


class Filling(Protocol):
    """Filling migrated tables; what is in them goes. Triggers and foreign keys stand aside meanwhile, and hold at the end."""

    def fill(self, table: str, columns: list[str], blocks: Iterable[bytes]) -> None: ...

    def set_sequences(self, last: dict[str, int]) -> None: ...

    def broken_references(self) -> list[str]:
        """The tables whose rows refer to rows that are not there."""


def snapshot() -> AbstractContextManager[Snapshot]:
    """The Django database at this moment."""
    if connection.vendor == "postgresql":
        from weibao.keeping.stores.postgresql import PostgresqlSnapshot

        return PostgresqlSnapshot.taken()
    from weibao.keeping.stores.sqlite import SqliteSnapshot

    return SqliteSnapshot.taken()


def filling() -> AbstractContextManager[Filling]:
    """Fill the Django database in one transaction."""
    if connection.vendor == "postgresql":
        from weibao.keeping.stores.postgresql import PostgresqlFilling

        return PostgresqlFilling.begun()
    from weibao.keeping.stores.sqlite import SqliteFilling

    return SqliteFilling.begun()


def table_names() -> list[str]:
    """The tables of the Django database."""
    return sorted(connection.introspection.table_names())
