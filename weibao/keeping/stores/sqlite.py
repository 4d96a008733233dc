"""SQLite: rows as JSON lines, read within one read transaction on a connection of its own.

SQLite's own backup would need a second database file, in clear, or memory of its size; a read transaction in WAL mode
sees one moment just as well, and writers go on beside it.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.conf import settings

ROWS = 1_000
"""Rows in a block."""


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def opened(*, mode: str) -> sqlite3.Connection:
    """A connection of our own to Django's database, in autocommit."""
    name = settings.DATABASES["default"]["NAME"]
    return sqlite3.connect(f"file:{name}?mode={mode}", uri=True, timeout=60, isolation_level=None)


def as_text(value: Any) -> dict[str, str]:
    """Bytes, the one kind of value that JSON has not."""
    return {"b64": base64.b64encode(value).decode()}


def as_bytes(said: dict[str, str]) -> bytes:
    return base64.b64decode(said["b64"])


ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=as_text)
DECODER = json.JSONDecoder(object_hook=as_bytes)


class SqliteSnapshot:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def taken(cls) -> Iterator[SqliteSnapshot]:
        with closing(opened(mode="ro")) as connection:
            connection.execute("BEGIN")
            # The moment is that of the first read.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield cls(connection)

    def tables(self) -> dict[str, list[str]]:
        found = self._connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            " ORDER BY name"
        )
        return {name: self.columns(name) for (name,) in found.fetchall()}

    def columns(self, table: str) -> list[str]:
        return [column for _, column, *_ in self._connection.execute(f"PRAGMA table_info({quoted(table)})")]

    def blocks(self, table: str, columns: list[str]) -> Iterator[bytes]:
        wanted = ", ".join(map(quoted, columns))
        # Rows are loaded in the order in which they come, so that rowids rise in it again.
        rows = self._connection.execute(f"SELECT {wanted} FROM {quoted(table)} ORDER BY rowid")  # noqa: S608
        while some := rows.fetchmany(ROWS):
            yield "".join(ENCODER.encode(row) + "\n" for row in some).encode()

    def sequences(self) -> dict[str, int]:
        return dict(
            self._connection.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()
        )

    def last_entry(self) -> int:
        return self._connection.execute("SELECT coalesce(max(number), 0) FROM audit_entry").fetchone()[0]

    def migrations(self) -> list[tuple[str, str]]:
        return self._connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()


class SqliteFilling:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def begun(cls) -> Iterator[SqliteFilling]:
        with closing(opened(mode="rw")) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                triggers = connection.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
                ).fetchall()
                for name, _ in triggers:
                    connection.execute(f"DROP TRIGGER {quoted(name)}")
                yield cls(connection)
                for _, statement in triggers:
                    connection.execute(statement)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def fill(self, table: str, columns: list[str], blocks: Iterable[bytes]) -> None:
        self._connection.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608
        names, places = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
        statement = f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})"  # noqa: S608
        for block in blocks:
            # Not `splitlines`, which would split at more than the ends of rows.
            self._connection.executemany(statement, map(DECODER.decode, block.decode().split("\n")[:-1]))

    def set_sequences(self, last: dict[str, int]) -> None:
        self._connection.execute("DELETE FROM sqlite_sequence")
        self._connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", last.items())

    def broken_references(self) -> list[str]:
        return sorted({row[0] for row in self._connection.execute("PRAGMA foreign_key_check")})
