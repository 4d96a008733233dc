"""Taking a workbook of 100,000 rows in, against a bare bulk insert of the same rows in the same run.

    python benchmarks/importing.py [--rows 100000] [--rounds 3] [--stored 0]

Prints one JSON object: rows, seconds (read, normalise, check, store, receipt), bare_seconds (`bulk_create` of the same
rows, nothing else), ratio (of the medians of the rounds, taken in turn), peak_mb (the importing process and the reading
process together). The bars are ratio ≤ 3 and peak_mb < 500. With `--stored N`, instead of rounds: one import, then the
first and the slowest of twenty imports of 5,000 rows when N rows are there already.

The rows are an invented county's pupils (`weibao.fiction`), as dirty as the better departments' files. Each measure runs in
a process of its own, on a data folder and an SQLite database of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

BATCH = 2_000
SMALL = 5_000


def prepare() -> None:
    from weibao.config.startup import prepare as prepare_folder

    prepare_folder()


def write_pupils(path: Path, rows: int) -> None:
    """A workbook of the education feed with so many pupils, on one sheet."""
    from weibao.fiction import County
    from weibao.fiction.clerk import Clerk
    from weibao.fiction.faults import faults_of
    from weibao.fiction.files import write_workbook
    from weibao.fiction.grids import GridMaker
    from weibao.fiction.happenings import Happenings
    from weibao.fiction.layouts import LAYOUTS
    from weibao.fiction.lines import write_lines

    county = County(seed=1, children=rows * 11 // 10 + 1_000)
    chance, faults = random.Random(1), faults_of(1)
    pupils = Happenings(county).rows["education"][:rows]
    lines = list(write_lines(pupils, Clerk(county, faults, chance), faults, chance))
    grid = GridMaker(faults, chance, county.as_of).make("在校生", LAYOUTS["education"], lines)
    write_workbook(path, [grid])


def imported(workbook: Path) -> dict[str, float]:
    """Take the workbook in, as the console does."""
    prepare()
    from weibao.audit.services import CONSOLE
    from weibao.feeds.services import import_file

    over = threading.Event()
    peaks: list[int] = []
    watch = threading.Thread(target=lambda: peaks.append(peak_memory(over)))
    watch.start()
    start = time.perf_counter()
    receipt = import_file(actor=CONSOLE, feed="education", path=workbook)
    seconds = time.perf_counter() - start
    over.set()
    watch.join()
    return {
        "rows": receipt.rows,
        "accepted": receipt.accepted,
        "seconds": seconds,
        "peak_mb": peaks[0] / 1024,
    }


def peak_memory(over: threading.Event) -> int:
    """The most that this process and its children hold at one time, in KiB, until the event is set."""
    highest = 0
    while not over.wait(0.02):
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        highest = max(highest, sum(resident(process) for process in ("self", *children)))
    return highest


def resident(process: str) -> int:
    """Its memory in KiB; 0 where it has ended meanwhile."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) if found else 0


def inserted() -> dict[str, float]:
    """What the rows cost that lie in the database when they are only inserted: same model, same values."""
    prepare()
    from django.db import transaction

    from weibao.feeds.models import Delivery, FeedRow

    delivery = Delivery.objects.get()
    made = []
    for row in FeedRow.objects.order_by("pk").iterator():
        row.pk = row.same_as_id = None
        row._state.adding = True
        made.append(row)
    FeedRow.objects.all().delete()
    start = time.perf_counter()
    with transaction.atomic():
        FeedRow.objects.bulk_create(made, batch_size=BATCH)
    seconds = time.perf_counter() - start
    return {"rows": len(made), "delivery": delivery.pk, "seconds": seconds}


def beside_many(folder: Path, stored: int) -> dict[str, float]:
    """Twenty imports of a small county's pupils when many rows are there already: of twenty months, so that every row
    is looked up and none is new in kind."""
    prepare()
    from weibao.audit.services import CONSOLE
    from weibao.feeds.models import FeedRow
    from weibao.feeds.services import import_file

    rows = list(FeedRow.objects.order_by("pk"))
    while FeedRow.objects.count() < stored:
        for row in rows:
            row.pk = row.same_as_id = None
            row._state.adding = True
            row.natural_key = f"{random.getrandbits(128):032x}"
        FeedRow.objects.bulk_create(rows, batch_size=BATCH)
    small = folder / "small.xlsx"
    write_pupils(small, SMALL)
    times = []
    for number in range(20):
        month = date(2024 + number // 12, number % 12 + 1, 1)
        start = time.perf_counter()
        import_file(actor=CONSOLE, feed="education", path=small, period=month)
        times.append(time.perf_counter() - start)
    return {
        "stored": FeedRow.objects.count(),
        "beside_first_seconds": round(times[0], 2),
        "beside_slowest_seconds": round(max(times), 2),
    }


def apart(part: str, folder: Path, *more: str) -> dict[str, float]:
    """Run a measure in a process of its own."""
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder), *more]
    # Never the database that somebody works with: the rows are deleted in the course.
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    surroundings["WEIBAO_DATA_DIR"] = str(folder / "data")
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=surroundings).stdout
    return json.loads(answer.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stored", type=int, default=0)
    parser.add_argument("--part", choices=("write", "import", "insert", "many"))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.part:
        workbook = given.folder / "pupils.xlsx"
        match given.part:
            case "write":
                write_pupils(workbook, given.rows)
                answer: dict[str, float] = {}
            case "import":
                answer = imported(workbook)
            case "insert":
                answer = inserted()
            case _:
                answer = beside_many(given.folder, given.stored)
        print(json.dumps(answer))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart("write", folder, "--rows", str(given.rows))
        if given.stored:
            print(json.dumps(apart("import", folder) | apart("many", folder, "--stored", str(given.stored))))
            return
        rounds = []
        for _ in range(given.rounds):
            rounds.append((apart("import", folder), apart("insert", folder)))
            shutil.rmtree(folder / "data")
    seconds = statistics.median(ours["seconds"] for ours, _ in rounds)
    bare_seconds = statistics.median(bare["seconds"] for _, bare in rounds)
    print(
        json.dumps(
            {
                "rows": rounds[0][0]["rows"],
                "seconds": round(seconds, 2),
                "bare_seconds": round(bare_seconds, 2),
                "ratio": round(seconds / bare_seconds, 2),
                "peak_mb": round(max(ours["peak_mb"] for ours, _ in rounds)),
            }
        )
    )


if __name__ == "__main__":
    main()
