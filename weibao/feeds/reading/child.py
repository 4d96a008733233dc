"""The process that opens one untrusted file: `python -m weibao.feeds.reading.child FILE`.

It limits its own memory and time, and writes JSON lines: one for each sheet, followed by its rows in blocks; in the
end `{"end": true}`, or `{"refused": code, "detail": {…}}`. Where it dies instead, the file was too much for it.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from weibao.feeds.reading.checks import kind_of
from weibao.feeds.reading.refusal import Refusal
from weibao.feeds.reading.stating import stated_month
from weibao.feeds.reading.texts import read_text
from weibao.feeds.reading.workbooks import Sheet, read_workbook

MEMORY = 400 * 1024 * 1024
"""Of address space; what is really used stays below 300 MB."""
SECONDS = 60
"""Of processor time."""
BLOCK = 2_000


def main(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        kind = kind_of(path)
        sheets = [Sheet("", False, list(read_text(path)))] if kind == "text" else read_workbook(path)
        for sheet in sheets:
            send(sheet, kind)
        write({"end": True})
    except Refusal as refusal:
        write({"refused": refusal.code, "detail": refusal.detail})
    except MemoryError:
        write({"refused": "too_much", "detail": {}})


def send(sheet: Sheet, kind: str) -> None:
    write(
        {
            "sheet": sheet.name,
            "hidden": sheet.hidden,
            "text": kind == "text",
            "rows": len(sheet.rows),
            "month": stated_month(sheet.rows),
            "side_by_side": sheet.side_by_side,
        }
    )
    for start in range(0, len(sheet.rows), BLOCK):
        write(sheet.rows[start : start + BLOCK])


def write(message: object) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main(Path(sys.argv[1]))
