"""Held against the truth of a delivery: the real way from its files to candidates, and how many are right."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from weibao.audit.services import CONSOLE
from weibao.candidates.running import screen_county
from weibao.feeds.models import FeedRow
from weibao.feeds.services import import_file
from weibao.people.lists import Places
from weibao.people.models import Child, Link
from weibao.people.services import answer_queue, match_records
from weibao.people.standing import standing

Finding = tuple[str, str, str, str]
"""(person, track, level, rules joined by ;)"""


@dataclass(frozen=True)
class Judged:
    """Shares of the truth's candidates from yellow up: found just so, and put up beside it."""

    found: float
    beside: float
    truth: int


class Truth:
    """What a delivery's truth folder says."""

    def __init__(self, folder: Path) -> None:
        self.persons = {
            (one["feed"], one["file"], one["sheet"], int(one["row"])): one["person_id"]
            for one in lines(folder / "links.csv")
        }
        self.findings: list[Finding] = [
            (one["person_id"], one["track"], one["level"], ";".join(sorted(one["rules"].split(";"))))
            for one in lines(folder / "screen.csv")
            if one["level"] != "blue"
        ]

    def of_rows(self) -> dict[int, str]:
        """Row id → person, for the accepted rows that are linked."""
        rows = FeedRow.objects.filter(links__ended_at=None)
        places = Places()
        found = {
            pk: places.of(*place) for pk, *place in rows.values_list("pk", "delivery", "sheet_number", "row")
        }
        return {pk: self.persons[place] for pk, place in found.items() if place in self.persons}


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def deliver_files(files: Iterable[tuple[str, Path]], *, period: date) -> None:
    for feed, path in files:
        import_file(actor=CONSOLE, feed=feed, path=path, period=period)
    match_records(actor=CONSOLE)


def answer_by(truth: Truth) -> int:
    """Answer the review queue as the truth has it; answers how many rows waited."""
    persons = truth.of_rows()
    owner = owners(persons)
    right: dict[int, tuple[FeedRow, Child | None]] = {}
    for proposal in standing().select_related("row", "child").order_by("row", "rank"):
        ours = owner.get(proposal.child_id) == persons.get(proposal.row_id)
        chosen = right.get(proposal.row_id, (proposal.row, None))[1]
        right[proposal.row_id] = (proposal.row, chosen or (proposal.child if ours else None))
    answer_queue(actor=CONSOLE, answers=right.values(), despite_numbers=True)
    return len(right)


def owners(persons: dict[int, str]) -> dict[int, str]:
    """Child id → the person whom most of its rows speak of."""
    counted: dict[int, Counter] = defaultdict(Counter)
    for row, child in Link.objects.filter(ended_at=None).values_list("row_id", "child_id"):
        if row in persons:
            counted[child][persons[row]] += 1
    return {child: found.most_common(1)[0][0] for child, found in counted.items()}


def judge(truth: Truth, as_of: date) -> Judged:
    """Screen, and hold what goes to review against the truth."""
    owner = owners(truth.of_rows())
    candidates = screen_county(actor=CONSOLE, as_of=as_of).screening.candidates.to_pylist()
    ours = Counter(
        (owner.get(one["child_id"], ""), one["track"], one["level"], one["rules"])
        for one in candidates
        if one["level"] != "blue"
    )
    hits = sum((ours & Counter(truth.findings)).values())
    total = len(truth.findings)
    return Judged(hits / total, (ours.total() - hits) / total, total)
