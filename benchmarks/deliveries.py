"""Linking of invented deliveries, from the departments' files to the exported links, held against their truth.

    python benchmarks/deliveries.py [--children 24000]

Prints one JSON object: the worst figure over the deliveries (precision and recall over pairs of rows, recall with the
review queue's proposals counted as found, share of rows in the queue), the share of all rows asked about that have the
right child first, and by delivery all of them, with the recall of a short script of exact keys (ID number, name + birth
date, name + telephone,
never two ID numbers in one) beside them: it tells how hard a delivery is.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

DELIVERIES = ((1, 21), (2, 22))
"""(dirt, seed): as dirty as the sample delivery, and dirtier."""
PERIOD = date(2025, 12, 1)
Place = tuple[str, str, str, str]
"""feed, file, sheet, row"""
Labels = Mapping[Place, str]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def place(line: Mapping[str, str]) -> Place:
    return line["feed"], line["file"], line["sheet"], line["row"]


def pairs(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def precision_and_recall(labels: Labels, truth: Labels) -> tuple[float, float]:
    """Over the pairs of rows that are put together and that belong together."""
    both = pairs(Counter((labels[one], person) for one, person in truth.items()).values())
    made = pairs(Counter(labels[one] for one in truth).values())
    return both / max(made, 1), both / max(pairs(Counter(truth.values()).values()), 1)


def answered(
    links: Labels, proposals: Mapping[Place, list[str]], truth: Labels
) -> tuple[dict[Place, str], int]:
    """The links as they are once the queue is answered by the truth, and how many rows had the right child first."""
    people: dict[str, Counter] = defaultdict(Counter)
    for one, person in truth.items():
        people[links[one]][person] += 1
    owner = {child: found.most_common(1)[0][0] for child, found in people.items()}
    home = {child: child for child in owner}
    first = 0
    for one, children in proposals.items():
        right = next((child for child in children if owner.get(child) == truth.get(one)), None)
        first += right == children[0]
        if right is not None and owner[links[one]] == truth[one]:
            home[links[one]] = home[right]
    return {one: home[child] for one, child in links.items() if child in home}, first


def exact_keys(records: list[dict], truth: Labels, places: Mapping[int, Place]) -> float:
    """Recall of the short script."""
    parent = {one["record_id"]: one["record_id"] for one in records}
    numbers = {one["record_id"]: {one["id_number"]} - {None} for one in records}

    def root(record: int) -> int:
        while parent[record] != record:
            record = parent[record]
        return record

    for keys in (("id_number",), ("name", "birth_date"), ("name", "guardian_phone")):
        groups: dict[tuple, list[int]] = defaultdict(list)
        for one in records:
            key = tuple(one[column] for column in keys)
            if None not in key:
                groups[key].append(one["record_id"])
        for alike in groups.values():
            for left, right in pairwise(alike):
                a, b = root(left), root(right)
                if a != b and len(numbers[a] | numbers[b]) < 2:
                    parent[b] = a
                    numbers[a] |= numbers[b]
    labels = {places[record]: str(root(record)) for record in parent}
    return precision_and_recall(labels, {one: person for one, person in truth.items() if one in labels})[1]


def judged(folder: Path, dirt: int, seed: int, children: int) -> dict[str, float]:
    """Send one delivery through import and matching, in this process, into the data folder of its own."""
    from weibao.config.startup import prepare

    prepare()
    from weibao.audit.services import CONSOLE
    from weibao.feeds.models import FeedRow
    from weibao.feeds.services import import_file
    from weibao.fiction import County, write_delivery
    from weibao.people.lists import export_links, export_review
    from weibao.people.records import gather
    from weibao.people.services import match_records

    for feed, path in write_delivery(County(seed, children), folder / "files", dirt):
        import_file(actor=CONSOLE, feed=feed, path=path, period=PERIOD)
    records = (
        gather()
        .records.select(["record_id", "name", "birth_date", "id_number", "guardian_phone"])
        .to_pylist()
    )
    match_records(actor=CONSOLE)
    export_links(folder / "links.csv")
    export_review(folder / "review.csv")
    links = {place(line): line["child_id"] for line in read(folder / "links.csv")}
    people = {place(line): line["person_id"] for line in read(folder / "files" / "truth" / "links.csv")}
    truth = {one: person for one, person in people.items() if one in links}
    proposals: dict[Place, list[str]] = defaultdict(list)
    for line in sorted(read(folder / "review.csv"), key=lambda line: int(line["rank"])):
        proposals[place(line)].append(line["child_id"])
    precision, recall = precision_and_recall(links, truth)
    with_queue, first = answered(links, proposals, truth)
    places = {
        row.pk: (row.feed, row.delivery.file_name, row.sheet, str(row.row))
        for row in FeedRow.objects.select_related("delivery")
    }
    return {
        "rows": len(truth),
        "precision": precision,
        "recall": recall,
        "recall_with_queue": precision_and_recall(with_queue, truth)[1],
        "queue_share": len(proposals) / len(links),
        "asked": len(proposals),
        "right_child_first": first,
        "exact_keys_recall": exact_keys(records, truth, places),
    }


def apart(dirt: int, seed: int, children: int) -> dict[str, float]:
    """One delivery in a process and on a data folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, __file__, "--part", name, "--dirt", str(dirt), "--seed", str(seed)]
        surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        surroundings["WEIBAO_DATA_DIR"] = f"{name}/data"
        done = subprocess.run(
            [*command, "--children", str(children)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env=surroundings,
        )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--children", type=int, default=24_000)
    parser.add_argument("--part", type=Path)
    parser.add_argument("--dirt", type=int)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(judged(given.part, given.dirt, given.seed, given.children)))
        return
    measured = {f"dirt_{dirt}": apart(dirt, seed, given.children) for dirt, seed in DELIVERIES}
    rounded = {name: {key: round(value, 5) for key, value in one.items()} for name, one in measured.items()}
    worst = {
        key: min(one[key] for one in rounded.values()) for key in ("precision", "recall", "recall_with_queue")
    }
    asked, first = (sum(one[key] for one in rounded.values()) for key in ("asked", "right_child_first"))
    most = {
        "queue_share": max(one["queue_share"] for one in rounded.values()),
        "right_child_first": round(first / asked, 5) if asked else 1.0,
    }
    print(json.dumps(worst | most | {"deliveries": rounded}))


if __name__ == "__main__":
    main()
