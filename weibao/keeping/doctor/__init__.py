"""The doctor: looks at everything on which the platform stands, changes nothing, and says what to do."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

logger = logging.getLogger(__name__)


class Level(StrEnum):
    GOOD = "good"
    NOTE = "note"
    """Works, but is not as a county should have it."""
    BAD = "bad"
    """Must be put right: data, confidentiality or service are at risk."""


@dataclass(frozen=True)
class Finding:
    level: Level
    topic: str
    said: str
    """What is so."""
    advice: str = ""
    """What to do; empty where nothing is to be done."""


def good(topic: str, said: str) -> Finding:
    return Finding(Level.GOOD, topic, said)


def note(topic: str, said: str, advice: str) -> Finding:
    return Finding(Level.NOTE, topic, said, advice)


def bad(topic: str, said: str, advice: str) -> Finding:
    return Finding(Level.BAD, topic, said, advice)


Check = Callable[[], Iterator[Finding]]
PARTS = ("folders", "keys", "database", "site", "clock", "work", "copies")
"""Modules of checks, in the order in which they are looked at: what later ones stand on comes first."""
_checks: dict[str, list[tuple[Check, bool]]] = {part: [] for part in PARTS}


def check(*, database: bool = False) -> Callable[[Check], Check]:
    """Decorator: this function looks at one thing.

    database: whether it reads the database, which may not be there or not of this version.
    """

    def register(function: Check) -> Check:
        _checks[function.__module__.rpartition(".")[2]].append((function, database))
        return function

    return register


def examine() -> list[Finding]:
    """Look at everything. A check that fails is itself a finding; the others go on."""
    from weibao.keeping.doctor.readiness import database_is_ready

    for part in PARTS:
        importlib.import_module(f"{__name__}.{part}")
    ready = database_is_ready()
    findings: list[Finding] = []
    for function, needs_database in (one for part in PARTS for one in _checks[part]):
        if needs_database and not ready:
            continue
        try:
            findings += function()
        except Exception as fault:
            logger.exception("the check %s failed", function.__name__)
            findings.append(
                bad(
                    "巡检",
                    f"检查 {function.__name__} 没有做成：{type(fault).__name__}。",
                    "把上面的程序日志交给技术支持。",
                )
            )
    return findings
