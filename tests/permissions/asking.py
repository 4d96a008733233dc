"""Asking a route as somebody, with the arguments of a scope; every answer is undone, so that the next finds all as it was."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.permissions.places import Place, Twins
from tests.permissions.reading import Row

NOBODY = 987_654_321
"""A primary key that no record has."""
NEVER = uuid.UUID(int=0)


@contextmanager
def marked() -> Iterator[None]:
    """A transaction that acts which must not be undone with another (refusals) take for a test's own, as they do those
    of Django's test cases."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Such a transaction, undone at its end."""
    with marked():
        yield
        transaction.set_rollback(True)


def place_of(scope: str, twins: Twins) -> Place:
    """Whose records a scope asks for; of what never was the form speaks like of one's own."""
    return {"near": twins.near, "far": twins.far}.get(scope, twins.here)


def arguments(row: Row, scope: str, twins: Twins, user: Any) -> list[Any]:
    """The arguments of the address in that scope."""
    place = place_of(scope, twins)
    found = [value_of(one, place, twins, user) for one in row.arguments]
    return [nonexistent(one) for one in found] if scope == "none" else found


def form(row: Row, scope: str, twins: Twins, user: Any) -> dict[str, Any]:
    """What the row's form sends in that scope."""
    place = place_of(scope, twins)
    return {
        name: value_of(said.strip("{}"), place, twins, user) if str(said).startswith("{") else said
        for name, said in row.sends.items()
    }


def value_of(said: str, place: Place, twins: Twins, user: Any) -> Any:
    if said.startswith("="):
        return said[1:]
    first, *others = said.split(".")
    match first:
        case "twins":
            start: Any = twins
        case "mine":
            # One's own; elsewhere that of whoever is at work there.
            start = place.mine[user.pk] if place is twins.here else next(iter(place.mine.values()))
        case _:
            start = getattr(place, first)
    return reduce(step, others, start)


def step(value: Any, name: str) -> Any:
    return value[name] if isinstance(value, dict) else getattr(value, name)


def nonexistent(value: Any) -> Any:
    match value:
        case uuid.UUID():
            return NEVER
        case int():
            return NOBODY
        case str() if value.isdigit():
            return "1066"
        case _:
            return "no-such"


def ask(client: Client, method: str, address: str, sends: dict[str, Any], **headers: str) -> Any:
    """The answer; what it did is undone, signing out too."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with undone():
        match method:
            case "GET":
                answer = client.get(address, **headers)
            case "POST":
                answer = client.post(address, sends, **headers)
            case _:
                answer = client.generic(method, address, **headers)
    client.cookies.clear()
    client.cookies.load(cookies)
    return answer


def address_of(row: Row, given: list[Any]) -> str:
    return reverse(row.route, args=given)


def plain(answer: HttpResponseBase, address: str) -> str:
    """The body without what differs between any two answers: tokens, and the address that was asked for."""
    text = answer.content.decode(errors="replace")  # type: ignore[attr-defined]
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"', "", text)
    return text.replace(address, "")
