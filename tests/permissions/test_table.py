"""The table of route × duty × scope × method holds: every route has a row, every row a route, and the site answers as the
table says. What is out of reach answers exactly like what never was.

The table is `table/*.yaml`; README.md says how to read it and how to add to it.
"""

from __future__ import annotations

import json
from collections import defaultdict

import pytest
from django.test import Client
from django.urls import resolve

from tests.browser.routes import all_routes
from tests.permissions.asking import address_of, arguments, ask, form, plain
from tests.permissions.reading import (
    ASKED_OF_NOBODY,
    EVERYBODY,
    METHODS,
    OTHERS,
    REFUSED,
    SCOPES,
    Row,
    gaps,
    public_routes,
    table,
)
from tests.permissions.working import WHOLE
from weibao.access.duties import DUTY_KINDS

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
TABLE = table()
PUBLIC = public_routes()
WITH_ROW = [pytest.param(TABLE[route], id=route) for route in ROUTES if route in TABLE]
OTHER_METHODS = ("PUT", "PATCH", "DELETE")


def test_every_route_has_a_row_and_every_row_a_route():
    missing, gone = sorted(ROUTES.keys() - TABLE.keys()), sorted(TABLE.keys() - ROUTES.keys())
    assert not missing, (
        f"these routes have no row in tests/permissions/table (see README.md there): {missing}"
    )
    assert not gone, f"these rows of tests/permissions/table have no route: {gone}"
    assert ROUTES.keys() >= PUBLIC


@pytest.mark.parametrize("row", WITH_ROW)
def test_a_row_speaks_of_every_duty(row: Row, twins, client_of):
    found = list(gaps(row))
    if found:
        pytest.fail(
            "\n".join(
                [
                    *found,
                    "",
                    "As the site answers now, to be judged and put in:",
                    *told(row, twins, client_of),
                ]
            )
        )


def told(row: Row, twins, client_of) -> list[str]:
    """The lines of a row as the site answers now."""
    lines = [f"  {row.route}:"]
    if row.arguments:
        lines.append(f"    with: [{', '.join(row.arguments)}]")
    if row.sends:
        lines.append(f"    sends: {json.dumps(row.sends, ensure_ascii=False)}")
    for method in METHODS:
        alike: dict[str, list[str]] = defaultdict(list)
        for duty in DUTY_KINDS:
            alike[" ".join(statuses(row, method, duty, twins, client_of))].append(duty)
        lines.append(f"    {method}:")
        for answers, duties in sorted(alike.items(), key=lambda one: (one[0] == REFUSED, one)):
            who = EVERYBODY if len(alike) == 1 else OTHERS if answers == REFUSED else ", ".join(duties)
            lines.append(f"      {who}: {answers}")
    return lines


def statuses(row: Row, method: str, duty: str, twins, client_of) -> list[str]:
    """The status of each scope; one alone where all are alike."""
    reader = twins.strangers[duty]
    shared = not row.arguments or row.arguments[0].startswith(("twins.", "="))
    found = []
    for scope in SCOPES:
        if shared and (scope in ("near", "far") or (not row.arguments and scope == "none")):
            found.append(ASKED_OF_NOBODY)
            continue
        address = address_of(row, arguments(row, scope, twins, reader))
        sends = form(row, scope, twins, reader)
        found.append(str(ask(client_of(reader), method, address, sends).status_code))
    return found[:1] if len(set(found) - {ASKED_OF_NOBODY}) == 1 else found


@pytest.mark.parametrize("row", WITH_ROW)
def test_the_site_answers_as_the_table_says(row: Row, twins, client_of):
    wrong = []
    for method, duties in row.expected.items():
        for duty, expected in duties.items():
            reader = twins.strangers[duty]
            client, bodies = client_of(reader), {}
            for scope, status in zip(SCOPES, expected, strict=True):
                if status == ASKED_OF_NOBODY or (scope != "own" and not row.arguments):
                    continue
                address = address_of(row, arguments(row, scope, twins, reader))
                answer = ask(client, method, address, form(row, scope, twins, reader))
                if str(answer.status_code) != status:
                    wrong.append(f"{method} {duty} {scope}: {answer.status_code}, the table says {status}")
                if answer.status_code in (403, 404) and scope != "own":
                    bodies[scope] = plain(answer, address)
            if len(set(bodies.values())) > 1:
                wrong.append(
                    f"{method} {duty}: what is out of reach and what never was differ in their answers"
                )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", [one for one in WITH_ROW if one.values[0].arguments])
def test_over_a_whole_county_the_other_one_does_not_exist(row: Row, twins, client_of):
    """The table asks for a duty over one town; held over its county it reaches no further than the county."""
    wrong = []
    for method, duties in row.expected.items():
        for duty, expected in duties.items():
            if "-" in expected or set(expected) == {"403"}:
                continue
            reader = twins.strangers[f"{duty}.{WHOLE}"]
            found = {}
            for scope in ("far", "none"):
                address = address_of(row, arguments(row, scope, twins, reader))
                answer = ask(client_of(reader), method, address, form(row, scope, twins, reader))
                found[scope] = (answer.status_code, plain(answer, address))
            if found["far"] != found["none"] or found["far"][0] != int(expected[-1]):
                wrong.append(
                    f"{method} {duty}: {found['far'][0]} for the other county's, {found['none'][0]} for none"
                )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", WITH_ROW)
def test_who_is_not_signed_in_is_led_to_the_sign_in_page(row: Row, twins):
    client = Client()
    for method in METHODS:
        for scope in ("own", "none"):
            address = address_of(row, arguments(row, scope, twins, twins.strangers["reviewer"]))
            answer = ask(client, method, address, row.sends)
            led = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
            assert led or row.route in PUBLIC, (method, scope, answer.status_code)
            asks = getattr(resolve(address).func, "login_required", True)
            assert asks != (row.route in PUBLIC), "the list of public routes says otherwise"


@pytest.mark.parametrize("row", [one for one in WITH_ROW if one.id not in PUBLIC])
def test_no_route_takes_another_method(row: Row, twins, client_of):
    """Not taken from who may come there (405), and refused to others before that (403)."""
    for duty in ("reviewer", "system_admin"):
        reader = twins.strangers[duty]
        for method in OTHER_METHODS:
            address = address_of(row, arguments(row, "own", twins, reader))
            assert ask(client_of(reader), method, address, {}).status_code in (403, 405), (duty, method)
