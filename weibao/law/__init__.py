"""The statutory lists as data (`law.yaml`): what counts as misconduct, which measures there are, who decides.

    article("预防未成年人犯罪法", "第28条").items  →  ("抽烟喝酒", "屡次旷课逃学", …)

Pure: knows no Django and nothing of the other apps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

PREVENTION = "预防未成年人犯罪法"
"""The law that the three tiers of intervention rest on (revision of 2020)."""


@dataclass(frozen=True)
class Article:
    """One article: what it is about and its list, in short forms (not the wording of the law)."""

    law: str
    """The law with its version in brackets, as in 预防未成年人犯罪法(2020修订)."""
    article: str
    topic: str
    items: tuple[str, ...]
    verified: bool
    """Whether the text was checked; where not, a person has to before anything rests on it."""
    note: str

    @property
    def law_name(self) -> str:
        """The law without its version."""
        return self.law.partition("(")[0].strip()

    def __str__(self) -> str:
        return f"《{self.law_name}》{self.article}"


@cache
def articles() -> tuple[Article, ...]:
    """Every article known, in the order of the file."""
    written = yaml.safe_load(files(__package__).joinpath("law.yaml").read_text(encoding="utf-8"))
    return tuple(Article(**{**entry, "items": tuple(entry["items"])}) for entry in written)


def article(law: str, number: str) -> Article:
    """An article by the name of its law, with or without the version in brackets, and its number as written.

    Raises:
        LookupError: the lists do not hold it.
    """
    for one in articles():
        if one.article == number and law in (one.law, one.law_name):
            return one
    raise LookupError(f"law.yaml holds no {law} {number}")
