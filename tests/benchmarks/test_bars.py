"""The bars are judged by what was measured, and what was not measured is not met."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BARS, BENCHMARKS, Bar, report

pytestmark = pytest.mark.pure

FINE = {
    "linkage": {
        "time_ratio": 0.3,
        "error_ratio": 0.1,
        "two_id_clusters": 0,
        "peak_mb": 2000,
        "incremental_seconds": 1.5,
    },
    "deliveries": {
        "precision": 1.0,
        "recall": 0.996,
        "recall_with_queue": 0.9985,
        "queue_share": 0.001,
        "right_child_first": 1.0,
    },
    "screening": {"ratio": 1.4, "equal": True},
    "importing": {"ratio": 2.5, "peak_mb": 300},
}


def met(measured) -> set[str]:
    return {name for name, one in report(measured)["bars"].items() if one["met"]}


def test_every_bar_is_named_once_and_met_by_good_figures():
    assert len(met(FINE)) == len(BARS)


@pytest.mark.parametrize(
    ("benchmark", "figure", "value"),
    [
        ("linkage", "time_ratio", 0.51),
        ("linkage", "error_ratio", 0.17),
        ("linkage", "two_id_clusters", 1),
        ("linkage", "peak_mb", 3000),
        ("linkage", "incremental_seconds", 2.01),
        ("deliveries", "precision", 0.9997),
        ("deliveries", "recall", 0.992),
        ("deliveries", "recall_with_queue", 0.997),
        ("deliveries", "queue_share", 0.02),
        ("deliveries", "right_child_first", 0.94),
        ("screening", "ratio", 2.01),
        ("screening", "equal", False),
        ("importing", "ratio", 3.01),
        ("importing", "peak_mb", 500),
    ],
)
def test_a_figure_past_its_bar_misses_just_that_one(benchmark, figure, value):
    worse = FINE | {benchmark: FINE[benchmark] | {figure: value}}
    assert met(FINE) - met(worse) == {f"{benchmark}.{figure}"}


def test_what_broke_or_was_not_measured_is_not_met():
    assert met({"screening": {"fault": "CalledProcessError"}}) == set()
    assert Bar("screening", "ratio", "time", "at most", 2).judge({}) == {
        "what": "time",
        "value": None,
        "must_be": "at most",
        "bar": 2,
        "met": False,
    }


def test_only_what_was_run_is_judged():
    judged = report({"importing": FINE["importing"]})["bars"]
    assert set(judged) == {"importing.ratio", "importing.peak_mb"}


def test_every_benchmark_named_is_there():
    for name in BENCHMARKS:
        assert (Path("benchmarks") / f"{name}.py").is_file()


def test_an_unknown_benchmark_is_refused():
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nothing"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert "no such benchmark" in answer.stderr
