"""What a document says, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Heading:
    """Level 1 in 黑体, level 2 in 楷体, numbered by whoever writes the text (“一、”, “（一）”)."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Grid:
    """A table: its header is repeated on every page it runs over."""

    kind: ClassVar[str] = "grid"
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Of each column, in parts of their sum."""
    numeric: frozenset[int] = frozenset()
    """The columns that hold numbers: set to the right."""


@dataclass(frozen=True)
class Closing:
    """Who signs, the day, and the place for the seal: at the right, under the text."""

    kind: ClassVar[str] = "closing"
    signer: str
    day: str
    seal: str = ""
    """What stands where the seal goes, until it is there."""


Block = Heading | Paragraph | Grid | Closing


@dataclass(frozen=True)
class Document:
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
