"""No connection to SQLite is used that would lose what it acknowledged."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
"""What every connection must answer: WAL, FULL (each commit reaches the disk), references held, deleted content zeroed."""


class NotDurable(DatabaseError):
    """The database does not keep what is promised of it, as on a network share; nothing may be written."""


def assert_durable(*, connection: BaseDatabaseWrapper, **more: Any) -> None:
    """Look at a new connection; signal handler of `connection_created`.

    Raises:
        NotDurable: a PRAGMA is not as it must be.
    """
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return
    if wrong := wrong_pragmas(connection.connection):
        connection.close()
        raise NotDurable(
            f"SQLite 没有按要求工作（{told(wrong)}）。数据目录必须在本机磁盘上，不能是网络共享；"
            "请运行 weibao doctor。"
        )


def wrong_pragmas(raw: Any) -> dict[str, Any]:
    """The PRAGMAs of an SQLite connection that are not as they must be, with what they are."""
    said = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    return {name: value for name, value in said.items() if value != PRAGMAS[name]}


def told(wrong: dict[str, Any]) -> str:
    return "，".join(f"{name} 为 {value}，应为 {PRAGMAS[name]}" for name, value in wrong.items())
