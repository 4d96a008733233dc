"""Security promise 25: one county on SQLite, 50 mixed requests a second for half an hour, an import of 20,000 rows meanwhile.
WEIBAO_DRILL_MINUTES makes it shorter. It speaks only of a machine that does nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.drill, pytest.mark.pure]
MINUTES = os.environ.get("WEIBAO_DRILL_MINUTES", "30")


def test_half_an_hour_of_a_countys_work_goes_on_quickly_and_without_an_error():
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", "--minutes", MINUTES],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    measured = json.loads(run.stdout.splitlines()[-1])
    print(json.dumps(measured, ensure_ascii=False, indent=1))
    assert measured["errors"] == 0
    assert measured["import_said"]["accepted"] >= 19_000
    assert measured["p95_ms"] < 300
