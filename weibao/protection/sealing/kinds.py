"""The kinds of record that the law seals, as `sealing.yaml` says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from weibao.law import Article, article


class Kind(StrEnum):
    SPECIALISED_EDUCATION = "specialised_education"
    SPECIALISED_CORRECTION = "specialised_correction"
    PENALTY = "penalty"
    COERCIVE_MEASURE = "coercive_measure"
    NON_PROSECUTION = "non_prosecution"
    CRIME = "crime"


@dataclass(frozen=True)
class SealedKind:
    kind: Kind
    title: str
    ground: Article
    days: int

    def due_on(self, ended: date) -> date:
        """The day by which a record whose matter ended on `ended` must be sealed."""
        return ended + timedelta(days=self.days)


@cache
def sealed_kinds() -> dict[Kind, SealedKind]:
    """
    Raises:
        LookupError: an article is not in law.yaml.
        ValueError: a kind is unknown.
    """
    written = yaml.safe_load(files("weibao.protection").joinpath("sealing.yaml").read_text(encoding="utf-8"))
    found = [
        SealedKind(Kind(one["kind"]), one["title"], article(one["law"], one["article"]), one["days"])
        for one in written
    ]
    return {one.kind: one for one in found}


CHOICES = [(one.kind.value, one.title) for one in sealed_kinds().values()]


def grounds_for_opening() -> list[tuple[str, str]]:
    """The articles on which a sealed record may be looked up: for a case of justice, or by rules of the state."""
    known = {str(one.ground): str(one.ground) for one in sealed_kinds().values()}
    rules = str(article("人民检察院刑事诉讼规则", "第483-484条"))
    return [*known.items(), (rules, rules)]
