"""Finding children by what a clerk types: name, pinyin, initials, ID number or its last four characters.

Names and numbers lie encrypted, so the database is asked for tokens (`weibao.cipher.tokens`): each child has one for
every word that it can be found by. Equal tokens show that two children share a part of a name, and how many do; which
part, only the keyring tells.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from weibao.cipher.tokens import tokens
from weibao.linkage.names import simplify
from weibao.people.derive import search_keys
from weibao.people.models import Child, SearchToken

_NUMBER = re.compile(r"^\d{17}[\dXx]$")
_TAIL = re.compile(r"^\d{3}[\dXx]$")
_LETTERS = re.compile(r"^[A-Za-züÜ'’\s]+$")
PART = 4
"""Parts of a name have a token up to so many characters; longer ones are put together of such."""
NUMBER, TAIL, PART_OF_NAME, SOUND, PINYIN, INITIALS = "number", "tail", "part", "sound", "pinyin", "initials"
BATCH = 5_000


def find_children(children: QuerySet[Child], text: str) -> QuerySet[Child]:
    """Those of the children that the text means; all of them for an empty text.

    18 characters of an ID number match exactly, 4 its end; letters match the beginning of the pinyin or of the
    initials; anything else is a part of the name, or a whole name that sounds the same.
    """
    text = re.sub(r"\s+", "", text)
    if not text:
        return children
    if _NUMBER.match(text):
        return children.filter(having(NUMBER, text.upper()))
    if _TAIL.match(text):
        return children.filter(having(TAIL, text.upper()))
    if _LETTERS.match(text):
        letters = re.sub(r"['’]", "", text).lower().replace("ü", "v")
        if len(letters) == 1:
            return children.filter(letter=letters)
        return children.filter(having(PINYIN, letters) | having(INITIALS, letters))
    simple = simplify(text)
    wanted = named(text) if text == simple else named(text) | named(simple)
    if len(text) > 1:
        wanted |= sounding(simple)
    return children.filter(wanted)


def named(part: str) -> Q:
    """Children with this part in their name."""
    found = Q()
    for piece in dict.fromkeys(part[start : start + PART] for start in range(max(len(part) - PART, 0) + 1)):
        found &= having(PART_OF_NAME, piece)
    return found


def sounding(name: str) -> Q:
    """Children whose whole name sounds like this one."""
    return having(SOUND, search_keys(name)[0])


def having(kind: str, word: str) -> Q:
    number = tokens("people.search").number(f"{kind}:{word}")
    return Q(pk__in=SearchToken.objects.filter(token=number).values("child"))


def words_of(name: str, id_number: str) -> Iterator[tuple[str, str]]:
    """(kind, word) for everything that a child is found by."""
    if id_number:
        yield NUMBER, id_number
        yield TAIL, id_number[-4:]
    for length in range(1, PART + 1):
        for start in range(len(name) - length + 1):
            yield PART_OF_NAME, name[start : start + length]
    pinyin, initials = search_keys(name)
    yield SOUND, pinyin
    # The first letter is a column of its own.
    for kind, letters in ((PINYIN, pinyin), (INITIALS, initials)):
        for length in range(2, len(letters) + 1):
            yield kind, letters[:length]


def write_tokens(children: Collection[Child], *, new: bool = False) -> None:
    """Make the tokens of these children those of their names and numbers. new: they have none yet."""
    if not children:
        return
    if not new:
        SearchToken.objects.filter(child__in=[child.pk for child in children]).delete()
    number_of = tokens("people.search").number
    made = [
        (child.pk, number)
        for child in children
        for number in {number_of(f"{kind}:{word}") for kind, word in words_of(child.name, child.id_number)}
    ]
    quote = connection.ops.quote_name
    table, child, token = map(quote, (SearchToken._meta.db_table, "child_id", "token"))
    statement = f"INSERT INTO {table} ({child}, {token}) VALUES (%s, %s)"  # noqa: S608
    # Some twenty tokens a child: as models they would take as long as all the rest of matching.
    with connection.cursor() as cursor:
        for start in range(0, len(made), BATCH):
            cursor.executemany(statement, made[start : start + BATCH])


def born_between(ages: tuple[int, int], today: date) -> Q:
    """Children whose age today, in whole years, lies within both bounds."""
    youngest, oldest = ages
    return Q(birth_date__lte=years_before(today, youngest), birth_date__gt=years_before(today, oldest + 1))


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
