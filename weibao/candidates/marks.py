"""Marks of declined cases: keyed hashes by which the same evidence does not come back after its candidate is deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

from weibao.candidates.models import Candidate, DeclinedMark
from weibao.cipher.tokens import token as keyed
from weibao.screening.ruleset import LEVELS

DOMAIN = "candidates.declined"


def token(child: int, track: str) -> str:
    return hashed(f"{child}:{track}")


def hashed(words: str) -> str:
    return keyed(DOMAIN, words)


def evidence_tokens(child: int, track: str, evidence: Iterable[str]) -> list[str]:
    """Bound to the case, so that two marks never show that they rest on one row."""
    return sorted(hashed(f"{child}:{track}:{one}")[:32] for one in evidence)


def mark_of(candidate: Candidate) -> DeclinedMark:
    """The mark that stays of a declined candidate (unsaved)."""
    key = candidate.child_id, candidate.track
    assert candidate.decided_on is not None
    return DeclinedMark(
        token=token(*key),
        evidence=evidence_tokens(*key, candidate.evidence),
        level=candidate.level,
        declined_on=candidate.decided_on,
    )


class Marks:
    """All marks, read once."""

    @cached_property
    def by_token(self) -> dict[str, DeclinedMark]:
        return {mark.token: mark for mark in DeclinedMark.objects.all()}

    def answer(self, key: tuple[int, str], level: str, evidence: Iterable[str]) -> bool:
        """Whether this very case was declined: no new evidence, no higher level."""
        mark = self.by_token.get(token(*key)) if self.by_token else None
        if mark is None or LEVELS.index(level) < LEVELS.index(mark.level):
            return False
        return set(evidence_tokens(*key, evidence)) <= set(mark.evidence)

    def unasked(self, keys: Collection[tuple[int, str]]) -> list[int]:
        """The marks of cases that come up no more."""
        if not self.by_token:
            return []
        standing = {token(*key) for key in keys}
        return [mark.pk for name, mark in self.by_token.items() if name not in standing]
