"""An import killed in the middle leaves nothing, running it again is safe, two at once take the file in once.

Each works on a data folder of its own with the console's own command, as a county would.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.feeds.making import EDUCATION, pupil, workbook

pytestmark = pytest.mark.pure
ROWS = 3_000


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """A prepared data folder with its own SQLite."""
    folder = tmp_path_factory.mktemp("var")
    made = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    made["WEIBAO_DATA_DIR"] = str(folder)
    subprocess.run(
        [sys.executable, "-m", "weibao", "feeds", "list"], env=made, check=True, capture_output=True
    )
    return made


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    rows = [pupil(姓名=f"曾{chr(0x4E00 + n)}涵", 身份证号=None) for n in range(ROWS)]
    return workbook(tmp_path_factory.mktemp("sent") / "学籍.xlsx", EDUCATION, *rows)


@pytest.fixture(autouse=True)
def emptied(surroundings):
    with sqlite3.connect(database(surroundings)) as connection:
        connection.execute("DELETE FROM feeds_feedrow")
        connection.execute("DELETE FROM feeds_delivery")


def database(surroundings) -> str:
    return str(Path(surroundings["WEIBAO_DATA_DIR"]) / "weibao.sqlite3")


def stored(surroundings) -> tuple[int, int]:
    with sqlite3.connect(database(surroundings)) as connection:
        return tuple(
            connection.execute(f"SELECT count(*) FROM feeds_{table}").fetchone()[0]
            for table in ("delivery", "feedrow")
        )


def start(surroundings, file) -> subprocess.Popen:
    command = [sys.executable, "-m", "weibao", "feeds", "import", "education", str(file), "--json"]
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


DYING = """
import os, signal, sys
from weibao.config.startup import prepare
prepare()
from weibao.feeds import storing
place, insert = sys.argv[1], storing.insert
def dying(*arguments):
    if place == "before the rows":
        os.kill(os.getpid(), signal.SIGKILL)
    insert(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
storing.insert = dying
from weibao.cli import main
main(["feeds", "import", "education", sys.argv[2]])
"""


@pytest.mark.parametrize("place", ["before the rows", "after the rows"])
def test_killed_while_storing_it_leaves_nothing_and_the_next_run_takes_all(surroundings, file, place):
    dying = subprocess.run(
        [sys.executable, "-c", DYING, place, str(file)], env=surroundings, capture_output=True
    )
    assert dying.returncode == -signal.SIGKILL
    assert stored(surroundings) == (0, 0)
    assert start(surroundings, file).wait(timeout=300) == 0
    assert stored(surroundings) == (1, ROWS + 1)


@pytest.mark.parametrize("after", [1.0, 3.0])
def test_killed_at_any_moment_it_leaves_all_or_nothing(surroundings, file, after):
    process = start(surroundings, file)
    time.sleep(after)
    process.kill()
    process.wait()
    assert stored(surroundings) in ((0, 0), (1, ROWS + 1))
    assert start(surroundings, file).wait(timeout=300) == 0
    assert stored(surroundings) == (1, ROWS + 1)


def test_two_imports_of_one_file_at_once_take_it_in_once(surroundings, file):
    both = [start(surroundings, file) for _ in range(2)]
    answers = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert stored(surroundings) == (1, ROWS + 1)
