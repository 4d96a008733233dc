"""Why a child is a candidate, for a page: the engine's sentences over the rows as they stand in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from weibao.candidates.gathering import evidence_rows
from weibao.candidates.models import Candidate, RuleVersion, Signal
from weibao.candidates.standing import SIGNAL_FIELDS
from weibao.screening import Evidence, Explanation, RuleSet, explanation, load_rules


@dataclass(frozen=True)
class Said:
    """One sentence of evidence with the place its row was delivered in."""

    evidence: Evidence
    place: str


@dataclass(frozen=True)
class Explained:
    """One signal explained: the engine's explanation, and its evidence with places."""

    explanation: Explanation
    evidence: tuple[Said, ...]
    expires_on: date | None

    @property
    def law(self) -> str:
        """The ground without its lead-in, for a column that is headed so."""
        return self.explanation.ground.removeprefix("依据：").removesuffix("。")

    @property
    def unknowns(self) -> str:
        return self.explanation.unknowns.removeprefix("尚不清楚：").removesuffix("。")


@lru_cache(maxsize=16)
def rules_of(text: str) -> RuleSet:
    """The rules of a version; versions never change, so each text is read once."""
    return load_rules(text)


def explanations_of(candidates: Iterable[Candidate]) -> dict[int, list[Explained]]:
    """Candidate id → its signals explained, most points first; a constant number of queries. A decided candidate is
    explained by the grounds kept with its decision, any other by its signals. `run__version` is selected before."""
    candidates = list(candidates)
    signals = signals_of(candidates)
    rows = evidence_rows(row for some in signals.values() for one in some for row in one["evidence"])
    return {
        candidate.pk: [
            explained(one, rows, candidate.run.version, candidate.run.as_of) for one in signals[candidate.pk]
        ]
        for candidate in candidates
    }


def signals_of(candidates: list[Candidate]) -> dict[int, list[dict[str, Any]]]:
    """Candidate id → its signals as the engine gave them."""
    present: dict[tuple[int, str], list[dict[str, Any]]] = {}
    children = {one.child_id for one in candidates}
    for signal in Signal.objects.filter(child__in=children).order_by("-points", "rule"):
        said = {"rule": signal.rule} | {name: getattr(signal, name) for name in SIGNAL_FIELDS}
        present.setdefault((signal.child_id, signal.track), []).append(said)
    return {
        one.pk: from_grounds(one.grounds) if one.grounds else present.get((one.child_id, one.track), [])
        for one in candidates
    }


def from_grounds(grounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    read = [
        ground
        | {
            name: date.fromisoformat(ground[name]) if ground[name] else None
            for name in ("starts_on", "expires_on")
        }
        for ground in grounds
    ]
    return sorted(read, key=lambda one: (-one["points"], one["rule"]))


def explained(
    signal: Mapping[str, Any], rows: Mapping[int, dict[str, Any]], version: RuleVersion, as_of: date
) -> Explained:
    behind = [rows[row] for row in signal["evidence"] if row in rows]
    said = explanation(signal, behind, rules_of(version.text), as_of)
    return Explained(
        said,
        tuple(Said(one, place_of(rows[one.row_id])) for one in said.evidence),
        signal["expires_on"],
    )


def place_of(row: Mapping[str, Any]) -> str:
    return f"{row['file']} {row['sheet']} #{row['row']}"
