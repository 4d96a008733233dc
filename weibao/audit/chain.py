"""The chain: what an entry's seal is taken over. Each seals the one before it by SM3 (GB/T 32905-2016)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.hashes import SM3, Hash

FIRST = "0" * 64
"""What the first entry seals in place of an entry before it."""


class Link(NamedTuple):
    """One entry as the chain sees it, in the order in which it is sealed."""

    number: int
    at: datetime
    actor: str
    action: str
    target: str
    purpose: str
    outcome: str
    detail: Mapping[str, Any]
    previous: str
    seal: str = ""


def seal_of(link: Link) -> str:
    """SM3 over the entry's canonical form, the seal of the entry before it included; 64 hex digits."""
    body = [
        link.previous,
        link.number,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.actor,
        link.action,
        link.target,
        link.purpose,
        link.outcome,
        link.detail,
    ]
    digest = Hash(SM3())
    digest.update(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return digest.finalize().hex()
