"""Which backups stay: the newest of each of the last days, then of each of the last weeks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

NAME = re.compile(r"weibao-(\d{8}-\d{6})\.backup")
STAMP = "%Y%m%d-%H%M%S"


def name_of(moment: datetime) -> str:
    return f"weibao-{moment.astimezone(UTC):{STAMP}}.backup"


def moment_of(path: Path) -> datetime:
    """When a backup was made, by its name (UTC).

    Raises:
        ValueError: this is no name of a backup.
    """
    found = NAME.fullmatch(path.name)
    if not found:
        raise ValueError(f"{path.name} is no backup")
    return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)


def backups_in(folder: Path) -> list[Path]:
    """The checked backups in a folder, the newest first."""
    return sorted((one for one in folder.glob("weibao-*.backup") if NAME.fullmatch(one.name)), reverse=True)


def kept(moments: Iterable[datetime], *, daily: int, weekly: int) -> set[datetime]:
    """Of these backups those to keep: the newest of each of the `daily` latest days on which there are any, and of each
    of the `weekly` latest weeks. The newest of all is always kept."""
    newest_first = sorted(moments, reverse=True)
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in newest_first:
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    return {*newest_first[:1], *list(days.values())[:daily], *list(weeks.values())[:weekly]}


def prune(folder: Path, *, daily: int, weekly: int) -> int:
    """Remove the backups that need not be kept, and what an unfinished one left. Answers how many backups went.

    Call it only after a backup that was checked."""
    there = {moment_of(path): path for path in backups_in(folder)}
    stay = kept(there, daily=daily, weekly=weekly)
    gone = [path for moment, path in there.items() if moment not in stay]
    for path in (*gone, *folder.glob("weibao-*.backup.unchecked")):
        path.unlink(missing_ok=True)
    return len(gone)
