"""The table as it is written in `table/*.yaml`, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from weibao.access.duties import DUTY_KINDS

FOLDER = Path(__file__).parent / "table"
METHODS = ("GET", "POST")
SCOPES = ("own", "near", "far", "none")
"""A record within the duty's reach; of the town, unit and school beside it; of the other county; one that never was."""
EVERYBODY, OTHERS = "everybody", "others"
"""In place of duties: all of them; all that are not named, who may only be refused."""
REFUSED = "403"
ASKED_OF_NOBODY = "-"
"""In place of a status: the route has no such record (rules and figures are nobody's own)."""
KEYS = {"with", "sends", *METHODS}


@dataclass(frozen=True)
class Row:
    """What the table says of one route."""

    route: str
    arguments: tuple[str, ...] = ()
    """For each argument of the address: an attribute of the place (`child.public_id`), of both counties (`twins.…`), or
    after an equals sign the very text (`=json`)."""
    sends: dict[str, Any] = field(default_factory=dict)
    """What the form sends; `{proposal.pk}` is an attribute of the place."""
    expected: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """Method → duty → a status for each scope."""


def table() -> dict[str, Row]:
    """Route → its row, of every file."""
    found: dict[str, Row] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for route, said in yaml.safe_load(path.read_text(encoding="utf-8")).get("routes", {}).items():
            assert route not in found, f"{path.name}: {route} has two rows"
            assert set(said) <= KEYS, f"{path.name}: {route}: {sorted(set(said) - KEYS)}"
            found[route] = row_of(route, said)
    return found


def row_of(route: str, said: dict[str, Any]) -> Row:
    answers = {method: read_answers(route, said[method]) for method in METHODS if method in said}
    return Row(route, tuple(said.get("with", ())), said.get("sends", {}), answers)


def read_answers(route: str, said: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """`{"analyst, reviewer": "200 404 404 404", "others": 403}` as duty → statuses; one status stands for all scopes."""
    found: dict[str, tuple[str, ...]] = {}
    for duties, answers in said.items():
        statuses = tuple(str(answers).split())
        if len(statuses) == 1:
            statuses *= len(SCOPES)
        assert len(statuses) == len(SCOPES), f"{route}: {duties}: {answers}"
        for duty in named(duties, set(found)):
            assert duty not in found, f"{route}: {duty} stands twice"
            found[duty] = statuses
        assert duties != OTHERS or set(statuses) == {REFUSED}, f"{route}: who is not named is refused"
    return found


def named(duties: str, before: set[str]) -> list[str]:
    if duties == EVERYBODY:
        return list(DUTY_KINDS)
    if duties == OTHERS:
        return [duty for duty in DUTY_KINDS if duty not in before]
    return duties.replace(",", " ").split()


def public_routes() -> set[str]:
    """The routes that answer somebody who is not signed in. All others lead him to the sign-in page."""
    return set(yaml.safe_load((FOLDER / "public.yaml").read_text(encoding="utf-8"))["public"])


def gaps(row: Row) -> Iterator[str]:
    """What the row leaves unsaid, or says of duties that there are not."""
    for method in METHODS:
        duties = Counter(row.expected.get(method, {}).keys())
        for duty in DUTY_KINDS.keys() - duties.keys():
            yield f"{row.route}: {method} says nothing of {duty}"
        for duty in duties.keys() - DUTY_KINDS.keys():
            yield f"{row.route}: {method} speaks of {duty}, which is no duty"
