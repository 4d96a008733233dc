"""The kinds of people of seven-for-one care (七保一), as data: shipped, or a county's own in its data folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

FILE = "care_duties.yaml"


@dataclass(frozen=True)
class CareKind:
    key: str
    title: str
    task: str
    """What is usually theirs to do; filled in where a team is formed."""


def care_kinds() -> Mapping[str, CareKind]:
    """The kinds by key, in the order of the file. Read once for a file: a change needs a restart."""
    own = Path(settings.DATA_DIR) / FILE
    return read_kinds(own if own.exists() else Path(__file__).with_name(FILE))


@cache
def read_kinds(path: Path) -> Mapping[str, CareKind]:
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: CareKind(key, one["title"], one.get("task", "")) for key, one in written.items()}


def care_title(key: str) -> str:
    """The title of a kind; a kind that the county has given up shows its key."""
    kind = care_kinds().get(key)
    return kind.title if kind else key
