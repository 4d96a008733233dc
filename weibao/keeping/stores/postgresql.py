"""PostgreSQL: rows as COPY writes them, read within one REPEATABLE READ transaction on a connection of its own.

`pg_dump` reads in the same way; COPY within our own transaction gives the rows that are counted and hashed, needs no
program beside, and the log's last entry is read at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection as django_connection
from psycopg import sql
from psycopg.rows import tuple_row

from weibao.keeping.stores import table_names

BLOCK = 1 << 20
"""Bytes of a block, at least, but for the last."""
TEXTS = ("text", "character varying", "character")


@contextmanager
def opened() -> Iterator[psycopg.Connection[Any]]:
    """A connection of our own to Django's database; values are written in one way whatever the server's settings."""
    parameters = django_connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    with psycopg.connect(**parameters | {"row_factory": tuple_row}) as connection:
        connection.execute(
            "SELECT set_config('DateStyle', 'ISO, YMD', false), set_config('TimeZone', 'UTC', false),"
            " set_config('IntervalStyle', 'iso_8601', false), set_config('extra_float_digits', '1', false),"
            " set_config('bytea_output', 'hex', false)"
        )
        connection.commit()
        yield connection


class PostgresqlSnapshot:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def taken(cls) -> Iterator[PostgresqlSnapshot]:
        with opened() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            # The moment is that of the first statement.
            connection.execute("SELECT 1")
            yield cls(connection)
            connection.rollback()

    def tables(self) -> dict[str, list[str]]:
        rows = self._connection.execute(
            "SELECT t.table_name, c.column_name FROM information_schema.tables t"
            " JOIN information_schema.columns c USING (table_schema, table_name)"
            " WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
            " AND c.is_generated = 'NEVER' ORDER BY t.table_name COLLATE \"C\", c.ordinal_position"
        )
        found: dict[str, list[str]] = {}
        for table, column in rows:
            found.setdefault(table, []).append(column)
        return found

    def blocks(self, table: str, columns: list[str]) -> Iterator[bytes]:
        statement = sql.SQL("COPY (SELECT {columns} FROM {table} ORDER BY {order}) TO STDOUT").format(
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            table=sql.Identifier(table),
            order=self._order(table, columns),
        )
        waiting = bytearray()
        with self._connection.cursor() as cursor, cursor.copy(statement) as rows:
            for row in rows:
                waiting += row
                if len(waiting) >= BLOCK:
                    yield bytes(waiting)
                    waiting.clear()
        if waiting:
            yield bytes(waiting)

    def _order(self, table: str, columns: list[str]) -> sql.Composable:
        """By the primary key, texts by their bytes: another server may sort them otherwise."""
        keys = self._connection.execute(
            "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_index i"
            " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
            " WHERE i.indrelid = format('%%I.%%I', current_schema(), %s::text)::regclass AND i.indisprimary"
            " ORDER BY array_position(i.indkey::int[], a.attnum::int)",
            [table],
        ).fetchall()
        parts = [
            sql.SQL('{} COLLATE "C"' if kind in TEXTS else "{}").format(sql.Identifier(name))
            for name, kind in keys
        ]
        return sql.SQL(", ").join(parts or map(sql.Identifier, columns))

    def sequences(self) -> dict[str, int]:
        rows = self._connection.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename"
        )
        return dict(rows.fetchall())

    def last_entry(self) -> int:
        row = self._connection.execute("SELECT coalesce(max(number), 0) FROM audit_entry").fetchone()
        return row[0] if row else 0

    def migrations(self) -> list[tuple[str, str]]:
        return self._connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()


class PostgresqlFilling:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def begun(cls) -> Iterator[PostgresqlFilling]:
        """One transaction: `with` of the connection commits, or takes all back on a fault."""
        with opened() as connection:
            filling = cls(connection)
            tables = table_names()
            filling._triggers(tables, "DISABLE")
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
            yield filling
            # Foreign keys are looked at now: a table that waits for that can't be altered.
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            filling._triggers(tables, "ENABLE")

    def _triggers(self, tables: list[str], switch: str) -> None:
        for table in tables:
            self._connection.execute(
                sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(table), sql.SQL(switch))
            )

    def fill(self, table: str, columns: list[str], blocks: Iterable[bytes]) -> None:
        statement = sql.SQL("COPY {table} ({columns}) FROM STDIN").format(
            table=sql.Identifier(table), columns=sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor() as cursor, cursor.copy(statement) as rows:
            for block in blocks:
                rows.write(block)

    def set_sequences(self, last: dict[str, int]) -> None:
        for name, value in last.items():
            self._connection.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, value])

    def broken_references(self) -> list[str]:
        """None: a broken one ends the transaction with an error (`SET CONSTRAINTS ALL IMMEDIATE`)."""
        self._connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return []
