"""Resident identity numbers (GB 11643): which can be used, and how far two are apart."""

from __future__ import annotations

from datetime import date
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ZEROS = 48 * sum(_WEIGHTS)  # digits are counted by their code


def is_usable(number: str | None) -> bool:
    """Whether the number has 18 places, a right check digit and a real birth date."""
    if number is None or len(number) != 18 or not number.isascii() or not number[:17].isdigit():
        return False
    total = sum(map(mul, number.encode(), _WEIGHTS)) - _ZEROS
    return _CHECK[total % 11] == number[17] and birth_of(number) is not None


def birth_of(number: str) -> date | None:
    """The birth date inside a number of 18 places, None where it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
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
