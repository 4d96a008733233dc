"""What a screening found against what stands: signals written anew, candidates raised, kept, lapsed or brought back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from simple_history.utils import bulk_create_with_history

from weibao.audit.services import SCHEDULE, Actor
from weibao.candidates.gathering import evidence_keys, portions
from weibao.candidates.marks import Marks
from weibao.candidates.models import (
    OPEN_STATES,
    Because,
    Candidate,
    DecisionRecord,
    DeclinedMark,
    Ending,
    ScreeningRun,
    Signal,
    State,
)
from weibao.candidates.transitions import CANDIDATE
from weibao.machines import take
from weibao.screening import RuleSet, Screening
from weibao.screening.ruleset import LEVELS

Key = tuple[int, str]
"""(child, track)"""
SIGNAL_FIELDS = ("track", "points", "starts_on", "expires_on", "count", "evidence")
CANDIDATE_FIELDS = ["level", "points", "rules", "with_protection", "evidence", "state", "run", "raised_on"]
CANDIDATE_FIELDS += ["reopened_because", "decided_by", "decided_on", "reason", "then", "grounds"]
BATCH = 500


@dataclass
class Found:
    """What goes to a reviewer out of a screening."""

    screening: Screening
    rules: RuleSet

    @cached_property
    def candidates(self) -> dict[Key, dict[str, Any]]:
        wanted = [level for level in LEVELS if self.rules.goes_to_review(level)]
        return {
            (one["child_id"], one["track"]): one
            for one in rows_where(self.screening.candidates, "level", wanted)
        }

    @cached_property
    def signals(self) -> dict[tuple[int, str], dict[str, Any]]:
        """(child, rule) → the signal, for children and tracks that go to review."""
        children = sorted({child for child, _track in self.candidates})
        return {
            (one["child_id"], one["rule"]): one
            for one in rows_where(self.screening.signals, "child_id", children)
            if (one["child_id"], one["track"]) in self.candidates
        }

    @cached_property
    def evidence(self) -> dict[Key, list[str]]:
        """The keys of what speaks for each candidate, in order."""
        keys = evidence_keys(row for one in self.signals.values() for row in one["evidence"])
        found: dict[Key, set[str]] = defaultdict(set)
        for one in self.signals.values():
            found[one["child_id"], one["track"]] |= {keys[row] for row in one["evidence"]}
        return {key: sorted(words) for key, words in found.items()}


def rows_where(table: pa.Table, column: str, values: list) -> Iterable[dict[str, Any]]:
    held = pa.array(values, table.schema.field(column).type)
    return table.filter(pc.is_in(table[column], value_set=held)).to_pylist()


def write_signals(found: Found, run: ScreeningRun) -> None:
    """Make the signals just those found; unchanged ones keep their identity."""
    wanted = dict(found.signals)
    gone, changed = [], []
    for signal in Signal.objects.order_by("pk").iterator(chunk_size=10_000):
        one = wanted.pop((signal.child_id, signal.rule), None)
        if one is None:
            gone.append(signal.pk)
        elif any(getattr(signal, name) != one[name] for name in SIGNAL_FIELDS):
            changed.append(put(signal, one))
    for portion in portions(gone):
        Signal.objects.filter(pk__in=portion).delete()
    Signal.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=SIGNAL_FIELDS
    )
    Signal.objects.update(run=run)
    new = [put(Signal(child_id=child, rule=rule, run=run), one) for (child, rule), one in wanted.items()]
    Signal.objects.bulk_create(new, batch_size=BATCH)


def put(signal: Signal, one: Mapping[str, Any]) -> Signal:
    for name in SIGNAL_FIELDS:
        setattr(signal, name, one[name])
    return signal


def write_candidates(found: Found, run: ScreeningRun) -> dict[str, int]:
    """Raise, keep, lapse or bring back candidates; answers how many of each."""
    wanted, counted = dict(found.candidates), Counter[str]()
    changed: list[Candidate] = []
    for candidate in Candidate.objects.order_by("pk").iterator(chunk_size=5_000):
        one = wanted.pop((candidate.child_id, candidate.track), None)
        what = meet(candidate, one, found, run)
        if what:
            counted[what] += 1
            changed.append(candidate)
    new = [raised(one, found, run) for one in without_marked(wanted, found)]
    counted["raised"] = len(new)
    bulk_create_with_history(new, Candidate, batch_size=BATCH)
    write_changed(changed)
    Candidate.objects.open().update(run=run)
    DecisionRecord.objects.bulk_create(
        [record_of(one, Ending.LAPSED, run.ran_on) for one in changed if one.state == State.LAPSED],
        batch_size=BATCH,
    )
    return dict(counted)


def meet(candidate: Candidate, one: Mapping[str, Any] | None, found: Found, run: ScreeningRun) -> str:
    """Bring a candidate up to what was found of it now (None: nothing any more); answers what happened to it."""
    if one is None:
        if candidate.state not in OPEN_STATES:
            return ""
        take(CANDIDATE, "lapse", candidate, actor=SCHEDULE, on=run.ran_on)
        candidate.run = run
        return "lapsed"
    evidence = found.evidence[candidate.child_id, candidate.track]
    if candidate.state in OPEN_STATES:
        return "updated" if update(candidate, one, evidence) else ""
    because = reopens(candidate, one, evidence)
    if not because:
        return ""
    reopen(candidate, because, run.ran_on, actor=SCHEDULE)
    update(candidate, one, evidence)
    candidate.run = run
    return "reopened"


def reopen(candidate: Candidate, because: Because, on: date, *, actor: Actor) -> None:
    """Put a decided or lapsed candidate before the reviewer again (unsaved); its history keeps what was decided."""
    name = "rejudge" if because == Because.OBJECTION else "reopen"
    take(CANDIDATE, name, candidate, actor=actor, on=on)
    candidate.reopened_because, candidate.raised_on = because, on
    candidate.decided_by, candidate.decided_on = None, None
    candidate.reason = candidate.then = ""
    candidate.grounds = []


def update(candidate: Candidate, one: Mapping[str, Any], evidence: list[str]) -> bool:
    """Write on a candidate what was found of it; whether anything changed."""
    values = {name: one[name] for name in ("level", "points", "rules", "with_protection")}
    values["evidence"] = evidence
    changed = {name: value for name, value in values.items() if getattr(candidate, name) != value}
    for name, value in changed.items():
        setattr(candidate, name, value)
    return bool(changed)


def reopens(candidate: Candidate, one: Mapping[str, Any], evidence: Iterable[str]) -> Because | None:
    """Why a decided or lapsed candidate has to be looked at again; None where nothing is new."""
    if candidate.state == State.LAPSED:
        return Because.RETURNED
    if LEVELS.index(one["level"]) < LEVELS.index(candidate.level):
        return Because.HIGHER
    return Because.EVIDENCE if set(evidence) - set(candidate.evidence) else None


def raised(one: Mapping[str, Any], found: Found, run: ScreeningRun) -> Candidate:
    candidate = Candidate(child_id=one["child_id"], track=one["track"], raised_on=run.ran_on, run=run)
    update(candidate, one, found.evidence[one["child_id"], one["track"]])
    return candidate


def without_marked(wanted: Mapping[Key, Mapping[str, Any]], found: Found) -> Iterator[Mapping[str, Any]]:
    """Those that were not declined before on the same evidence; marks of what comes up no more are deleted."""
    marks = Marks()
    for key, one in wanted.items():
        if not marks.answer(key, one["level"], found.evidence[key]):
            yield one
    DeclinedMark.objects.filter(pk__in=marks.unasked(found.candidates)).delete()


def write_changed(changed: list[Candidate]) -> None:
    # An upsert: a fraction of the time of bulk_update, which writes one CASE for each field of each record.
    Candidate.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=CANDIDATE_FIELDS,
    )
    Candidate.history.bulk_history_create(changed, batch_size=BATCH, update=True)


def record_of(candidate: Candidate, ending: Ending, on: date) -> DecisionRecord:
    return DecisionRecord(
        track=candidate.track,
        level=candidate.level,
        rules=candidate.rules,
        ending=ending,
        # A decision taken on paper may be older than the screening that it is entered for.
        raised_on=min(candidate.raised_on, on),
        ended_on=on,
    )
