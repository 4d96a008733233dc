"""How long things are kept: the county's table (`terms.yaml`), which the code that deletes reads its terms from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("terms.yaml")


@dataclass(frozen=True)
class Term:
    """One line of the table, in the county's words."""

    what: str
    basis: str
    """Law and article."""
    since: str
    """The event from which it is kept."""
    kept: timedelta
    then: str


@cache
def terms() -> Mapping[str, Term]:
    """The table, by the name of what is kept.

    Raises:
        ValueError: a line lacks a part, or its days are no whole number above zero.
    """
    return {name: term_of(name, said) for name, said in yaml.safe_load(FILE.read_text("utf-8")).items()}


def term_of(name: str, said: Mapping[str, object]) -> Term:
    days = said.get("天数")
    words = [said.get(key) for key in ("内容", "依据", "起算", "到期")]
    if type(days) is not int or days < 1 or not all(isinstance(one, str) and one for one in words):
        raise ValueError(
            f"保存期限表 {FILE} 的“{name}”不完整，请补齐内容、依据、起算、天数（正整数）、到期。"
        )
    what, basis, since, then = (str(one) for one in words)
    return Term(what, basis, since, timedelta(days=days), then)


def kept(name: str) -> timedelta:
    """How long something is kept."""
    return terms()[name].kept
