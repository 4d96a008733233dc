"""The process that opens one untrusted file: `python -m weibao.feeds.reading.child FILE`.

It limits its own memory and time, and writes JSON lines: one for each sheet, followed by its rows in blocks and
perhaps by the month that stands below them; in the end `{"end": true}`, or `{"refused": code, "detail": {…}}`. Where it dies instead, the file was too much for it.
"""

from __future__ import annotations

import json
import resource
import sys
import traceback
from collections import deque
from itertools import islice
from pathlib import Path

from weibao.feeds.reading.checks import kind_of
from weibao.feeds.reading.refusal import FAULT, Refusal
from weibao.feeds.reading.stating import ABOVE, BELOW, Cell, stated_month
from weibao.feeds.reading.texts import read_text
from weibao.feeds.reading.workbooks import Sheet, read_workbook

MEMORY = 336 * 1024 * 1024
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
        sheets = read_workbook(path, kind) if kind != "text" else [as_sheet(read_text(path))]
        for sheet in sheets:
            send(sheet, kind)
        write({"end": True})
    except Refusal as refusal:
        write({"refused": refusal.code, "detail": refusal.detail})
    except MemoryError:
        write({"refused": "too_much", "detail": {}})
    except Exception:
        traceback.print_exc()
        sys.exit(FAULT)
    except BaseException:
        # A panic of the Rust reader: the file is not what it says it is.
        write({"refused": "broken", "detail": {}})


def send(sheet: Sheet, kind: str) -> None:
    """The sheet, its rows in blocks, and the month that stands below its table where none stands above."""
    last: deque[list[Cell]] = deque(maxlen=BELOW)
    block = list(islice(sheet.rows, BLOCK))
    month = stated_month(block[:ABOVE])
    write(
        {
            "sheet": sheet.name,
            "hidden": sheet.hidden,
            "text": kind == "text",
            "rows": sheet.row_count,
            "month": month,
            "side_by_side": sheet.side_by_side,
        }
    )
    while block:
        write(block)
        last.extend(block[-BELOW:])
        block = list(islice(sheet.rows, BLOCK))
    if not month and (month := stated_month(last)):
        write({"month_below": month})


def as_sheet(rows: list[list[str]]) -> Sheet:
    return Sheet("", False, len(rows), iter(rows))  # type: ignore[arg-type]


def write(message: object) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main(Path(sys.argv[1]))
