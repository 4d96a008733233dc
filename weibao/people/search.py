"""Finding children by what a clerk types: name, pinyin, initials, ID number or its last four characters."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q, QuerySet

from weibao.linkage.names import simplify
from weibao.people.derive import search_keys
from weibao.people.models import Child

_NUMBER = re.compile(r"^\d{17}[\dXx]$")
_TAIL = re.compile(r"^\d{3}[\dXx]$")
_LETTERS = re.compile(r"^[A-Za-züÜ'’\s]+$")


def find_children(children: QuerySet[Child], text: str) -> QuerySet[Child]:
    """Those of the children that the text means; all of them for an empty text.

    18 characters of an ID number match exactly, 4 its end; letters match the beginning of the pinyin or of the
    initials; anything else is a part of the name, or a whole name that sounds the same.
    """
    text = re.sub(r"\s+", "", text)
    if not text:
        return children
    if _NUMBER.match(text):
        return children.filter(id_number=text.upper())
    if _TAIL.match(text):
        return children.filter(id_number__endswith=text.upper())
    if _LETTERS.match(text):
        letters = re.sub(r"['’]", "", text).lower().replace("ü", "v")
        return children.filter(Q(pinyin__startswith=letters) | Q(initials__startswith=letters))
    simple = simplify(text)
    wanted = Q(name__contains=text) | Q(name__contains=simple)
    if len(text) > 1:
        wanted |= Q(pinyin=search_keys(simple)[0])
    return children.filter(wanted)


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
