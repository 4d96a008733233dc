"""The month that a sheet says it speaks for: 填报日期 above its table or below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

Cell = str | float
ABOVE, BELOW = 30, 15
"""In so many rows at the top and at the bottom of a sheet it is looked for."""
_STATED = re.compile(r"(?:填报|填表|报送|制表|上报|统计)(?:日期|时间|月份)|(?:数据|报表|报告)月份")
_MONTH = re.compile(
    r"(20\d{2})\s*[-年./]\s*(1[0-2]|0?[1-9])(?!\d)|(20\d{2})(1[0-2]|0[1-9])(?:[0-3]\d)?(?!\d)"
)


def stated_month(rows: Iterable[Sequence[Cell]]) -> str:
    """As YYYY-MM, from rows at the top or the bottom of a sheet; empty where they say none."""
    for row in rows:
        for place, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            text = unicodedata.normalize("NFKC", cell)
            if said := _STATED.search(text):
                # In the same cell, or in one of the next.
                after = [
                    text[said.end() :],
                    *(unicodedata.normalize("NFKC", str(c)) for c in row[place + 1 : place + 4]),
                ]
                for words in after:
                    if found := _MONTH.search(words):
                        year, month = (found[1], found[2]) if found[1] else (found[3], found[4])
                        return f"{year}-{int(month):02d}"
    return ""
