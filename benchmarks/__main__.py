"""All bars in one run: `make bench`, or `python -m benchmarks [linkage] [deliveries] [screening] [importing]` for some.

Prints one JSON object: what each benchmark measured, by its name, and `bars`: each with value, bar and met. Times
are judged only as ratios within one run, so that the machine does not matter. The benchmarks run one after the
other, each in a process of its own. Exit status 1 where one did not come to its end; a bar that is not met is no fault.
"""

from __future__ import annotations

import argparse
import json
import operator
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Bar:
    """What a figure of a benchmark must be."""

    benchmark: str
    figure: str
    what: str
    words: str
    """How the value must stand to the bar: at most, at least, below, equal."""
    bar: float | bool

    @property
    def name(self) -> str:
        return f"{self.benchmark}.{self.figure}"

    def judge(self, measured: Mapping[str, Any]) -> dict[str, Any]:
        """The value beside the bar; a figure that was not measured is not met."""
        value = measured.get(self.benchmark, {}).get(self.figure)
        met = value is not None and COMPARISONS[self.words](value, self.bar)
        return {"what": self.what, "value": value, "must_be": self.words, "bar": self.bar, "met": met}


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "at most": operator.le,
    "at least": operator.ge,
    "below": operator.lt,
    "equal": operator.eq,
}

BARS = (
    Bar("linkage", "time_ratio", "time, of plain Splink's", "at most", 0.5),
    Bar(
        "linkage", "error_ratio", "error (1 - F1 of clusters), of plain Splink's", "at most", round(1 / 6, 4)
    ),
    Bar("linkage", "two_id_clusters", "clusters with two good ID numbers", "equal", 0),
    Bar("linkage", "peak_mb", "peak memory, MB", "below", 3000),
    Bar("linkage", "incremental_seconds", "seconds to match 10,000 new rows into a million", "at most", 2.0),
    Bar("deliveries", "precision", "links without a person that are right, of pairs", "at least", 0.9998),
    Bar("deliveries", "recall", "pairs found without a person", "at least", 0.993),
    Bar("deliveries", "recall_with_queue", "pairs found with the review queue", "at least", 0.998),
    Bar("deliveries", "queue_share", "rows in the review queue", "at most", 0.01),
    Bar("deliveries", "right_child_first", "rows in the queue with the right child first", "at least", 0.95),
    Bar("screening", "ratio", "time, of one hand-written query's", "at most", 2.0),
    Bar("screening", "equal", "finds just what that query finds", "equal", True),
    Bar("importing", "ratio", "time from file to receipt, of a bare bulk insert's", "at most", 3.0),
    Bar("importing", "peak_mb", "peak memory, MB", "below", 500),
)
BENCHMARKS = tuple(dict.fromkeys(bar.benchmark for bar in BARS))


def measure(name: str) -> dict[str, Any]:
    """What one benchmark prints: the JSON object on the last line of its standard output.

    Raises:
        subprocess.CalledProcessError: it did not come to its end; what it said is on standard error.
    """
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, str(HERE / f"{name}.py")]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)
    return json.loads(answer.stdout.splitlines()[-1])


def report(measured: Mapping[str, Any]) -> dict[str, Any]:
    """The measurements with the bars that they are for."""
    judged = {bar.name: bar.judge(measured) for bar in BARS if bar.benchmark in measured}
    return {**measured, "bars": judged}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default"
    )
    names = parser.parse_args().names or BENCHMARKS
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    measured: dict[str, Any] = {}
    for name in names:
        try:
            measured[name] = measure(name)
        except (subprocess.CalledProcessError, ValueError, IndexError) as fault:
            measured[name] = {"fault": f"{type(fault).__name__}: {fault}"}
    print(json.dumps(report(measured), ensure_ascii=False, indent=2))
    return int(any("fault" in one for one in measured.values()))


if __name__ == "__main__":
    sys.exit(main())
