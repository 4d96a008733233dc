"""What screening may look at: feeds and columns, read from `inputs.yaml`.

This is the bound on the rules: a rule that names a feed or column that is not here is refused, and the engine reads no other column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

KINDS = ("text", "number", "date")


@dataclass(frozen=True)
class Column:
    """One column a rule may name. `kind` is text, number or date; `values` its closed list of words, if it has one."""

    label: str
    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reports:
    """A feed that reports a state month by month; see the head of `inputs.yaml`."""

    per: tuple[str, ...] = ()
    list_of: tuple[str, ...] = ()
    keep_months: int | None = None


@dataclass(frozen=True)
class Feed:
    """One feed as screening sees it."""

    name: str
    title: str
    owner: str
    columns: Mapping[str, Column]
    unit: str | None = None
    date: str | None = None
    said: str = ""
    reports: Reports | None = None


Inputs = Mapping[str, Feed]


def read_inputs(source: str | Path) -> Inputs:
    """The feeds of a file in the form of `inputs.yaml`. Raises ValueError (Chinese) where it does not hold together."""
    raw = yaml.safe_load(Path(source).read_text(encoding="utf-8"))
    feeds: dict[str, Feed] = {}
    for name, entry in raw.items():
        columns = {
            column: Column(said["label"], said["kind"], tuple(said.get("values", ())))
            for column, said in entry["columns"].items()
        }
        reports = entry.get("reports")
        feed = Feed(
            name=name,
            title=entry["title"],
            owner=entry["owner"],
            columns=columns,
            unit=entry.get("unit"),
            date=entry.get("date"),
            said=entry.get("said", ""),
            reports=None
            if reports is None
            else Reports(
                tuple(reports.get("per", ())), tuple(reports.get("list_of", ())), reports.get("keep_months")
            ),
        )
        named = {feed.unit, feed.date} | (
            {*feed.reports.per, *feed.reports.list_of} if feed.reports else set()
        )
        missing = named - {None} - set(columns)
        if missing or any(column.kind not in KINDS for column in columns.values()):
            raise ValueError(
                f"数据源“{name}”的声明有误：列 {'、'.join(sorted(map(str, missing)))} 未声明或类型不明。"
            )
        feeds[name] = feed
    return feeds


@cache
def default_inputs() -> Inputs:
    """The seven feeds that come with the project."""
    return read_inputs(Path(str(files("weibao.screening") / "inputs.yaml")))
