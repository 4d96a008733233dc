"""One county at work: a mix of requests at a steady rate against the served demonstration, an import of 20,000 rows meanwhile.

    python -m benchmarks.load [--minutes 30] [--rate 50] [--rows 20000] [--demonstration FOLDER]

Prints one JSON object: requests, errors (answers of 500 and above, and none), p50_ms, p95_ms, p99_ms, by kind of request,
import_seconds, cpu_ms (processor time of site and worker a request, the import's own apart), and what ten counties need on
paper. Times count from the moment at which a request was due, so that a queue shows. The bars (security promise 25) are
p95 < 300 ms and no error over 30 minutes at 50 requests a second on SQLite, on a machine that does nothing else.
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
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.browser.serving import build, environment, weibao
from tests.keeping.visiting import Clerk, Gone, free_port, served

AT_ONCE = 64
"""Requests under way at most; more would only wait here in place of there."""
COUNTIES, COUNTIES_RATE = 10, 300
TICKS = os.sysconf("SC_CLK_TCK")
MIX = {
    "workbench": 18,
    "children": 12,
    "search": 10,
    "file": 20,
    "candidates": 10,
    "plans": 8,
    "visits": 8,
    "figures": 4,
    "receipts": 4,
    "write": 6,
}
"""Of a hundred requests. `file` opens a child's file with a purpose, `write` adds a unit; both write to the log."""
PAGES = {
    "workbench": ("reviewer", "/"),
    "children": ("reviewer", "/children/"),
    "candidates": ("reviewer", "/candidates/"),
    "plans": ("coordinator", "/intervention/plans/"),
    "visits": ("coordinator", "/intervention/visits/"),
    "figures": ("coordinator", "/figures/"),
    "receipts": ("analyst", "/feeds/"),
}
NAMES = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"]
LINK = re.compile(r'href="(/children/[0-9a-f-]{36}/)"')


@dataclass
class Measured:
    """What the requests took (seconds, by kind) and answered."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, status: int) -> None:
        with self.lock:
            self.took[kind].append(seconds)
            self.statuses[status] += 1

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.statuses.items() if status >= 500 or status == 0)


class Office:
    """Who works in the county: each thread has connections of its own, sessions are shared by post."""

    def __init__(self, port: int, seed: int) -> None:
        self.port, self.chance, self.local = port, random.Random(seed), threading.local()
        self.cookies = {
            post: Clerk(port).sign_in(post).cookies
            for post in ("reviewer", "coordinator", "analyst", "system")
        }
        self.files = self.known_files()
        self.area = self.area_of_county()

    def clerk(self, post: str) -> Clerk:
        clerks = self.local.__dict__.setdefault("clerks", {})
        if post not in clerks:
            clerks[post] = Clerk(self.port, dict(self.cookies[post]))
        return clerks[post]

    def known_files(self) -> list[str]:
        """Some fifty children's files, a purpose stated for each: that is asked once a session."""
        reviewer = Clerk(self.port, self.cookies["reviewer"])
        files = list(dict.fromkeys(LINK.findall(reviewer.ask("GET", "/children/")[1])))
        for path in files:
            purposes = re.findall(r'name="purpose" value="([^"]+)"', reviewer.ask("GET", path)[1])
            assert reviewer.ask("POST", path, {"purpose": purposes[0]})[0] == 302
        assert files, "the list of children is empty"
        return files

    def area_of_county(self) -> str:
        page = Clerk(self.port, self.cookies["system"]).ask("GET", "/administration/units/add/")[1]
        found = re.search(r'<select name="area".*?<option value="(\d+)"', page, re.DOTALL)
        assert found, "no area to add a unit in"
        return found[1]

    def do(self, kind: str, number: int) -> int:
        """One request; its status, 0 where no answer came."""
        try:
            if kind == "search":
                return self.clerk("reviewer").ask("GET", f"/children/?q={quote(NAMES[number % len(NAMES)])}")[
                    0
                ]
            if kind == "file":
                return self.clerk("reviewer").ask("GET", self.files[number % len(self.files)])[0]
            if kind == "write":
                return self.clerk("system").add_unit(f"load-{number}", self.area)[0]
            post, path = PAGES[kind]
            return self.clerk(post).ask("GET", path)[0]
        except Gone:
            return 0


def load(port: int, rate: float, seconds: float, seed: int = 25) -> Measured:
    """Send the mix at that rate for so long."""
    office, measured = Office(port, seed), Measured()
    kinds = office.chance.choices(list(MIX), list(MIX.values()), k=int(rate * seconds))
    start = time.monotonic()

    def send(number: int) -> None:
        due = start + number / rate
        status = office.do(kinds[number], number)
        measured.note(kinds[number], time.monotonic() - due, status)

    with ThreadPoolExecutor(AT_ONCE) as senders:
        for number in range(len(kinds)):
            time.sleep(max(0.0, start + number / rate - time.monotonic()))
            senders.submit(send, number)
    return measured


class Import(threading.Thread):
    """An import of a workbook, started after a tenth of the time."""

    def __init__(self, folder: Path, workbook: Path, after: float) -> None:
        super().__init__()
        self.folder, self.workbook, self.after, self.seconds, self.said = folder, workbook, after, 0.0, ""

    def run(self) -> None:
        time.sleep(self.after)
        start = time.monotonic()
        done = subprocess.run(
            weibao("feeds", "import", "education", str(self.workbook), "--json"),
            env=environment(self.folder), capture_output=True, text=True,
        )  # fmt: skip
        self.seconds, self.said = (
            time.monotonic() - start,
            done.stdout if done.returncode == 0 else done.stderr,
        )


def processor_time(group: int) -> float:
    """Seconds that the processes of a group, and those of it that ended, have computed."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == group:
            total += sum(map(int, fields[11:15]))
    return total / TICKS


def percentile(values: list[float], part: float) -> float:
    return round(1000 * sorted(values)[min(len(values) - 1, int(part * len(values)))], 1)


def report(measured: Measured, cpu: float, importing: Import) -> dict[str, object]:
    every = [one for some in measured.took.values() for one in some]
    cpu_ms = 1000 * cpu / len(every)
    return {
        "requests": len(every),
        "errors": measured.errors,
        "statuses": dict(measured.statuses),
        "p50_ms": percentile(every, 0.5),
        "p95_ms": percentile(every, 0.95),
        "p99_ms": percentile(every, 0.99),
        "p95_ms_by_kind": {kind: percentile(some, 0.95) for kind, some in sorted(measured.took.items())},
        "median_ms_by_kind": {
            kind: round(1000 * statistics.median(some), 1) for kind, some in sorted(measured.took.items())
        },
        "import_seconds": round(importing.seconds, 1),
        "import_said": json.loads(importing.said)
        if importing.said.startswith("{")
        else importing.said[-500:],
        "cpu_ms": round(cpu_ms, 1),
        "on_paper": {
            "counties": COUNTIES,
            "requests_a_second": COUNTIES_RATE,
            # Half of the processors' time is kept free, so that queues stay short.
            "cores": round(2 * COUNTIES_RATE * cpu_ms / 1000, 1),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--demonstration", type=Path, help="a built demonstration folder, which is copied")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        if given.demonstration:
            shutil.copytree(given.demonstration, folder)
            shutil.copytree(f"{given.demonstration}.keys", f"{folder}.keys")
        build(folder)
        workbook = Path(name) / "pupils.xlsx"
        command = [sys.executable, Path(__file__).with_name("importing.py"), "--part", "write"]
        command += ["--folder", name, "--rows", str(given.rows)]
        subprocess.run(command, check=True, env=environment(Path(name) / "unused"), stdout=subprocess.DEVNULL)
        port = free_port()
        with served(folder, port) as process:
            importing = Import(folder, workbook, after=given.minutes * 6)
            importing.start()
            before = processor_time(process.pid)
            measured = load(port, given.rate, given.minutes * 60)
            cpu = processor_time(process.pid) - before
            importing.join()
    print(json.dumps(report(measured, cpu, importing), ensure_ascii=False))


if __name__ == "__main__":
    main()
