"""Whom a person means, without letting him browse: an exact ID number within his own county, or nobody."""

from __future__ import annotations

import re

from weibao.access.models import DutyAssignment, User
from weibao.cipher.tokens import token
from weibao.people.models import Child
from weibao.people.search import find_children

COUNTY = 6
"""Digits of a county's code."""
_NUMBER = re.compile(r"\d{17}[\dX]")


def id_number_in(text: str) -> str:
    """The ID number that the text is; empty where it is none."""
    squeezed = re.sub(r"\s+", "", text).upper()
    return squeezed if _NUMBER.fullmatch(squeezed) else ""


def child_of_number(number: str, county: str) -> Child | None:
    """The one child of the county with that ID number; None where none or several have it."""
    if not number:
        return None
    found = list(find_children(Child.objects.kept().filter(area_code__startswith=county), number)[:2])
    return found[0] if len(found) == 1 else None


def asking_duty(user: User, ability: str) -> DutyAssignment | None:
    """The duty in force in which the user uses the ability; the first where several give it."""
    return next((duty for duty, _reach in user.reaches(ability)), None)


def county_of(duty: DutyAssignment) -> str:
    return duty.area_id[:COUNTY]


def person_token(number: str) -> str:
    """By what the archive of sealed records is asked for a person: says nothing without the county's key."""
    return token("protection.person", number) if number else ""
