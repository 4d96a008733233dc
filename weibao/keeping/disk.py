"""Telling a full disk from other faults: people are told so, and what needs no writing goes on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

import psycopg

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_disk_full(fault: BaseException | None) -> bool:
    """Whether a fault, or one of those it came from, is that nothing more fits on the disk."""
    return any(
        isinstance(one, psycopg.errors.DiskFull)
        or (isinstance(one, OSError) and one.errno in FULL)
        or (isinstance(one, sqlite3.Error) and getattr(one, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL)
        for one in causes(fault)
    )


def causes(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__
