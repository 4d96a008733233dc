"""What is found at a cell or a row: why it is quarantined, or what a clerk should look at though it was accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `words` follow the column's name and say what is wrong and what to do; equal words count
    together in the receipt."""

    code: str
    words: str
    refuses: bool = True
    """Whether the row is quarantined for it."""
    written: str = ""
    """What stood there, where that helps."""
    column: str = ""
    label: str = ""

    def at(self, column: str, label: str) -> Finding:
        return Finding(self.code, self.words, self.refuses, self.written, column, label)

    @property
    def reason(self) -> str:
        """As the receipt counts it; the row's own message holds it and goes on."""
        words = self.words.rstrip("。")
        return f"“{self.label}”{words}" if self.label else words

    def as_json(self, row: int) -> dict[str, Any]:
        """As the row keeps it: {code, column, message}."""
        place = _("第 %(row)s 行") % {"row": row}
        written = _("（填写的是“%(written)s”）") % {"written": self.written} if self.written else ""
        return {
            "code": self.code,
            "column": self.column,
            "message": f"{place}{self.reason}{written}。",
        }
