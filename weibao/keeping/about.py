"""What a backup says of itself: before the rows, how the tables were made; after them, what must be there again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class About:
    """Comes first: without it nothing can be put back."""

    made_at: str
    """The moment of the snapshot (ISO, UTC)."""
    vendor: str
    """sqlite or postgresql: rows are written as that database writes them."""
    migrations: list[list[str]]
    columns: dict[str, list[str]]
    sequences: dict[str, int]
    format: int = FORMAT


@dataclass(frozen=True)
class Contents:
    """Rows of a table or bytes of a file, with their SM3 (GB/T 32905-2016)."""

    count: int
    sm3: str


@dataclass
class Manifest:
    """Comes last: what the restored folder is held against."""

    tables: dict[str, Contents] = field(default_factory=dict)
    files: dict[str, Contents] = field(default_factory=dict)
    entries: int = 0
    """How many entries the log had."""
    seal: str = ""
    """Of the last of them."""
    public_key: str = ""
    """Of the key that signs the log's heads; empty where it was not at hand."""

    @property
    def rows(self) -> int:
        return sum(one.count for one in self.tables.values())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, said: dict[str, Any]) -> Manifest:
        parts: dict[str, Any] = {
            name: {key: Contents(**one) for key, one in said.pop(name).items()}
            for name in ("tables", "files")
        }
        return cls(**parts, **said)
