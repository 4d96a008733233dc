"""Security promises 18, 19 and 20 at their full size, through the served site itself: killed without warning, written to by
many at once, with no room left on its disk."""

from __future__ import annotations

import json
import os
import random
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.serving import build, environment, weibao
from tests.demo.building import copy_county
from tests.keeping.visiting import Clerk, Gone, free_port, kill, served

pytestmark = [pytest.mark.drill, pytest.mark.pure]
ROUNDS = int(os.environ.get("WEIBAO_DRILL_ROUNDS", "20"))
WRITES = int(os.environ.get("WEIBAO_DRILL_WRITES", "5000"))
AT_ONCE = 24


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "data"
    build(folder)
    return folder


@pytest.fixture
def folder(built, tmp_path) -> Path:
    copy_county(built, tmp_path / "data")
    return tmp_path / "data"


def told(folder: Path, *arguments: str) -> str:
    done = subprocess.run(weibao(*arguments), env=environment(folder), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


READING = """
import json
from django.db import connection
from weibao.access.models import Unit
from weibao.places.models import Area, Level
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone()[0] == "ok"
names = Unit.objects.filter(name__startswith="drill-").values_list("name", flat=True)
print(json.dumps({"names": list(names), "area": Area.objects.get(level=Level.COUNTY).pk}))
"""


def stored(folder: Path) -> dict:
    return json.loads(told(folder, "manage", "shell", "-v", "0", "-c", READING).strip().splitlines()[-1])


def writing(clerk: Clerk, prefix: str, area: str, acknowledged: list[str]) -> None:
    """Add units one after the other until the server is gone."""
    number = 0
    while True:
        name, number = f"drill-{prefix}-{number}", number + 1
        try:
            status, page = clerk.add_unit(name, area)
        except Gone:
            return
        assert status == 302, page[:2000]
        acknowledged.append(name)


def test_of_two_writers_killed_without_warning_nothing_acknowledged_is_lost(folder):
    chance, port, area = random.Random(18), free_port(), stored(folder)["area"]
    acknowledged: list[str] = []
    cookies: dict[str, str] = {}
    for round in range(ROUNDS):
        with served(folder, port) as process, ThreadPoolExecutor(2) as writers:
            if not cookies:
                Clerk(port, cookies).sign_in("system")
            running = [
                writers.submit(writing, Clerk(port, dict(cookies)), f"{round}-{one}", area, acknowledged)
                for one in range(2)
            ]
            time.sleep(chance.uniform(0.5, 2.0))
            kill(process)
            for one in running:
                one.result(timeout=60)
        lost = set(acknowledged) - set(stored(folder)["names"])
        assert not lost, f"round {round}: {len(lost)} of {len(acknowledged)} lost"
    print(f"{ROUNDS} rounds, {len(acknowledged)} acknowledged writes, 0 lost")
    assert len(acknowledged) > ROUNDS * 10
    assert json.loads(told(folder, "audit", "verify", "--json"))["whole"]


def test_thousands_who_write_at_once_all_get_their_answer(folder):
    port, area = free_port(), stored(folder)["area"]
    statuses: dict[int, int] = {}
    lock = threading.Lock()
    with served(folder, port):
        cookies: dict[str, str] = {}
        Clerk(port, cookies).sign_in("system")
        local = threading.local()

        def write(number: int) -> None:
            if not hasattr(local, "clerk"):
                local.clerk = Clerk(port, dict(cookies))
            status, _ = local.clerk.add_unit(f"drill-{number}", area)
            with lock:
                statuses[status] = statuses.get(status, 0) + 1

        started = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as writers:
            list(writers.map(write, range(WRITES)))
        took = time.monotonic() - started
    print(f"{WRITES} writes by {AT_ONCE} at once in {took:.0f} s: {statuses}")
    assert statuses == {302: WRITES}
    assert len(stored(folder)["names"]) == WRITES


@pytest.fixture
def small_disk(built, tmp_path):
    """A data folder on a disk of its own with little room left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size + 24_000_000}", "weibao-drill", disk], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no right here to mount a small disk")
    try:
        copy_county(built, disk / "data")
        yield disk / "data"
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left."""
    filler = folder.parent / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1_000_000, 4_096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def test_a_full_disk_is_told_nothing_is_half_written_reading_goes_on_and_it_recovers_by_itself(small_disk):
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("the database lies on the small disk with SQLite only")
    port, area = free_port(), stored(small_disk)["area"]
    with served(small_disk, port):
        clerk, reader = Clerk(port).sign_in("system"), Clerk(port).sign_in("coordinator")
        assert clerk.add_unit("drill-before", area)[0] == 302
        filler, acknowledged = fill(small_disk), {"drill-before"}
        # The write-ahead log may have some room of its own left, so it can take a while.
        for number in range(2_000):
            status, page = clerk.add_unit(f"drill-full-{number}", area)
            if status != 302:
                break
            acknowledged.add(f"drill-full-{number}")
        assert status == 507, page[:2000]
        assert "磁盘已满" in page
        for path in ("/", "/administration/units/", "/intervention/plans/", "/feeds/", "/figures/"):
            status, page = reader.ask("GET", path)
            assert status == 200, (path, status, page[-1500:])
        filler.unlink()
        assert clerk.add_unit("drill-after", area)[0] == 302
        acknowledged.add("drill-after")
    assert set(stored(small_disk)["names"]) == acknowledged
    assert json.loads(told(small_disk, "audit", "verify", "--json"))["whole"]
