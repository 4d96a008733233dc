"""Identity numbers (GB 11643) and telephone numbers that belong to nobody."""

import datetime as dt
import random

AREA = "620799"
"""An area code that was never given out: the only one a number of the fiction may begin with."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_MOBILE_PREFIXES = tuple(
    f"1{rest}"
    for rest in (
        *range(30, 40),
        47,
        *range(50, 54),
        *range(55, 60),
        *range(76, 79),
        *range(80, 84),
        *range(85, 90),
    )
)


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character that GB 11643 gives to seventeen digits."""
    return _CHECKS[sum(w * int(c) for w, c in zip(_WEIGHTS, first_seventeen, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Whether a number has eighteen characters, a real birth date and the right check digit."""
    if len(number) != 18 or not number[:17].isdigit() or check_digit(number[:17]) != number[17]:
        return False
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


class IdentityNumbers:
    """Gives out identity numbers under `AREA`, none of them twice."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def give(self, born: dt.date, sex: str) -> str:
        """A new number for someone of this birth date and sex (男 odd, 女 even); ValueError once a day has no more."""
        stem = f"{AREA}{born:%Y%m%d}"
        odd = 1 if sex == "男" else 0
        for attempt in range(1_500):
            order = self._chance.randrange(500) * 2 + odd if attempt < 1_000 else (attempt - 1_000) * 2 + odd
            seventeen = f"{stem}{order:03d}"
            if seventeen not in self._given:
                self._given.add(seventeen)
                return seventeen + check_digit(seventeen)
        raise ValueError(f"{born} 出生的{sex}童已没有可用的虚构顺序码，请减少虚构人口")


def mobile_number(chance: random.Random) -> str:
    """Eleven digits with the look of a mobile number."""
    return f"{chance.choice(_MOBILE_PREFIXES)}{chance.randrange(10**8):08d}"


def mistype_digit(number: str, chance: random.Random) -> str:
    """The number with one of its digits replaced by another one (the check digit is left as it was)."""
    at = chance.randrange(6, 17)
    digit = chance.choice([d for d in "0123456789" if d != number[at]])
    return number[:at] + digit + number[at + 1 :]


def transpose_digits(number: str, chance: random.Random) -> str:
    """The number with two neighbouring digits exchanged; where all neighbours are equal, one digit mistyped."""
    places = [i for i in range(6, 16) if number[i] != number[i + 1]]
    if not places:
        return mistype_digit(number, chance)
    at = chance.choice(places)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
