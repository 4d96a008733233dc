"""The member units of a county as data (`departments.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from weibao.access.models import UnitKind


@dataclass(frozen=True)
class Department:
    name: str
    short: str
    kind: UnitKind
    authority: str = ""
    """The statutory authority it acts as; feed definitions name their senders by it."""

    def called(self, county: str) -> str:
        """Its full name in a county of that name."""
        return self.name.format(county=county)


@cache
def departments() -> tuple[Department, ...]:
    """The 51 member units of every county, in the order of the file."""
    written = yaml.safe_load(files(__package__).joinpath("departments.yaml").read_text(encoding="utf-8"))
    return tuple(Department(**{**one, "kind": UnitKind(one["kind"])}) for one in written)
