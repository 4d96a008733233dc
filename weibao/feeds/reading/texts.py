"""Text files: which encoding, which separator, which cells."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from weibao.feeds.reading.refusal import Refusal

SEPARATORS = (",", "\t", ";")
_BLOCK = 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ENOUGH = 20
"""So many characters beyond ASCII that are right UTF-8 can't be GBK by chance."""


def read_text(path: Path) -> list[list[str]]:
    """The rows of a text file.

    Raises:
        Refusal: its encoding can't be told, it is damaged, or it is no table.
    """
    encoding = encoding_of(path)
    csv.field_size_limit(1_000_000)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(65_536)
        if _CONTROL.search(sample):
            raise Refusal("not_a_table")
        file.seek(0)
        rows = csv.reader(file, delimiter=separator_of(sample))
        try:
            found = list(rows)
        except csv.Error:
            raise Refusal("broken_text", line=rows.line_num) from None
    if not any(any(cell.strip() for cell in row) for row in found):
        raise Refusal("empty")
    return found


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-16`, `utf-16-le`, `utf-16-be` or `gb18030`."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16")
    if b"\0" in head:
        # Commas and line ends have their zero byte second in little-endian UTF-16, first in big-endian.
        little = head[1::2].count(0) > head[0::2].count(0)
        return _checked(path, "utf-16-le" if little else "utf-16-be")
    right, damaged = _utf8_characters(path)
    if not damaged:
        return "utf-8-sig"
    if right >= _ENOUGH or head.startswith(codecs.BOM_UTF8):
        raise Refusal("damaged_text", line=damaged)
    return _checked(path, "gb18030")


def _utf8_characters(path: Path) -> tuple[int, int]:
    """How many characters beyond ASCII are right UTF-8 before the first wrong byte, and in which line that is
    (0: there is none)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    right, lines = 0, 1
    for block, last in _blocks(path):
        before = decoder.getstate()[0]
        try:
            text = decoder.decode(block, last)
        except UnicodeDecodeError as fault:
            good = (before + block)[: fault.start].decode("utf-8", "ignore")
            return right + sum(character > "\x7f" for character in good), lines + good.count("\n")
        right += len(text) - len(text.encode("ascii", "ignore"))
        lines += text.count("\n")
    return right, 0


def _checked(path: Path, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    for block, last in _blocks(path):
        try:
            lines += decoder.decode(block, last).count("\n")
        except UnicodeDecodeError:
            raise Refusal("unknown_encoding", line=lines) from None
    return encoding


def _blocks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block, False
    yield b"", True


def separator_of(sample: str) -> str:
    """The separator that cuts the first lines into the most cells, evenly."""
    lines = [line for line in sample.splitlines()[:200] if line.strip()]

    def evenly(separator: str) -> int:
        counts = [len(row) for row in csv.reader(lines, delimiter=separator)]
        widest = max(counts, default=1)
        return sum(count for count in counts if count > 1 and count * 2 > widest)

    return max(SEPARATORS, key=evenly)
