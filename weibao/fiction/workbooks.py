"""Writes a delivery of the invented county into a folder, with the truth that real deliveries never have."""

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from weibao.fiction.delivery import Delivery, DeliveryMaker
from weibao.fiction.faults import Faults, faults_of
from weibao.fiction.files import write_text, write_workbook
from weibao.fiction.happenings import Rates
from weibao.fiction.oracle import screen
from weibao.fiction.population import County


def make_delivery(
    county: County,
    dirt: int | Faults = 1,
    as_of: dt.date | None = None,
    rates: Rates | None = None,
    since: dt.date | None = None,
) -> Delivery:
    """A delivery of the month of `as_of`, not yet written. The same arguments give the same delivery.

    since: the day of a delivery before; this one tells only of what happened after it.
    """
    return DeliveryMaker(county, faults_of(dirt), as_of or county.as_of, rates or Rates(), since).make()


def write_delivery(
    county: County,
    folder: Path,
    dirt: int | Faults = 1,
    as_of: dt.date | None = None,
    rates: Rates | None = None,
) -> list[tuple[str, Path]]:
    """Writes the seven feeds' files into `folder` and the truth into `folder`/truth; returns (feed, path) in feed order.

    `dirt` is a level from 0 (clean) to 3 (filthy), 1 being like the better departments' files, or a `Faults`. The truth:
    links.csv (feed, file, sheet, row → person) for every row that names a child, duplicates too; screen.csv (person →
    track, level, points, rules) by the default rules as of `as_of`; rows.csv (what should become of every row, and
    why); people.csv (who the people are). Rows are counted from 1 as in a spreadsheet; a text file's sheet is empty.
    """
    return write_files(make_delivery(county, dirt, as_of, rates), folder)


def write_files(delivery: Delivery, folder: Path) -> list[tuple[str, Path]]:
    """Writes a delivery that was made before; see `write_delivery`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in delivery.files:
        path = folder / file.name
        if file.encoding is None:
            write_workbook(path, file.grids)
        else:
            write_text(path, file.grids[0], encoding=file.encoding, separator=file.separator)
        written.append((file.feed, path))
    _write_truth(delivery, folder / "truth")
    return written


def _write_truth(delivery: Delivery, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    fates = [
        (file.feed, file.name, grid.name, number, line.fate, line.reason)
        for file, grid, number, line in delivery.lines()
    ]
    findings = [
        (f.person_id, f.track, f.level, f.points, ";".join(sorted(f.rules)))
        for f in screen(delivery.accepted_rows(), delivery.as_of)
    ]
    people = [(c.person_id, c.name, c.sex, c.birth_date, c.id_number) for c in delivery.county.children]
    _write_csv(folder / "links.csv", ("feed", "file", "sheet", "row", "person_id"), delivery.links())
    _write_csv(folder / "screen.csv", ("person_id", "track", "level", "points", "rules"), findings)
    _write_csv(folder / "rows.csv", ("feed", "file", "sheet", "row", "fate", "reason"), fates)
    _write_csv(folder / "people.csv", ("person_id", "name", "sex", "birth_date", "id_number"), people)


def _write_csv(path: Path, header: tuple[str, ...], lines: Iterable[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(lines)
