"""Resident identity numbers (GB 11643): which can be used, and how far two are apart."""

from __future__ import annotations

from datetime import date
from operator import mul

import pyarrow as pa
import pyarrow.compute as pc

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ZEROS = 48 * sum(_WEIGHTS)  # digits are counted by their code


def is_usable(number: str | None) -> bool:
    """Whether the number has 18 places, a right check digit and a real birth date."""
    if number is None or len(number) != 18 or not number.isascii() or not number[:17].isdigit():
        return False
    total = sum(map(mul, number.encode(), _WEIGHTS)) - _ZEROS
    return _CHECK[total % 11] == number[17] and birth_of(number) is not None


def births_inside(numbers: pa.Array) -> pa.Array:
    """The birth date (date32) inside each usable number of a string array, null where it is not usable: `is_usable` and
    `birth_of` for many at once."""
    formed = pc.match_substring_regex(numbers, "^[0-9]{17}[0-9X]$")
    candidates = pc.if_else(formed, numbers, None)
    total = pa.repeat(pa.scalar(0, pa.int32()), len(numbers))
    for place, weight in enumerate(_WEIGHTS):
        digit = pc.utf8_slice_codeunits(candidates, place, place + 1).cast(pa.int32())
        total = pc.add(total, pc.multiply(digit, pa.scalar(weight, pa.int32())))
    remainder = pc.subtract(total, pc.multiply(pc.divide(total, 11), 11))
    check = pa.array(list(_CHECK)).take(remainder)
    right = pc.equal(check, pc.utf8_slice_codeunits(candidates, 17, 18))
    days = pc.dictionary_encode(pc.if_else(right, pc.utf8_slice_codeunits(candidates, 6, 14), None))
    dates = pa.array([_date_of(day) for day in days.dictionary.to_pylist()], pa.date32())
    return dates.take(days.indices)


def birth_of(number: str) -> date | None:
    """The birth date inside a number of 18 places, None where it is no date."""
    return _date_of(number[6:14])


def _date_of(day: str) -> date | None:
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """男 or 女 by the 17th place."""
    return "男" if int(number[16]) % 2 else "女"


def is_one_slip_apart(written: str, good: str) -> bool:
    """Whether one slip of the keyboard explains the difference: a digit wrong, missing or double,
    or two neighbours swapped."""
    if written == good or abs(len(written) - len(good)) > 1:
        return written == good
    start = 0
    while start < min(len(written), len(good)) and written[start] == good[start]:
        start += 1
    end = 0
    while end < min(len(written), len(good)) - start and written[-1 - end] == good[-1 - end]:
        end += 1
    left, right = written[start : len(written) - end], good[start : len(good) - end]
    if len(left) <= 1 and len(right) <= 1:
        return True
    return len(left) == 2 and left == right[::-1]
