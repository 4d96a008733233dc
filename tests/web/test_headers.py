"""Headers of every answer: nothing foreign runs, nothing is cached, nothing frames us."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

PLACES = [
    ("workbench", 200),
    ("me", 200),
    ("people:list", 403),
    ("/no-such-page/", 404),
]


def check(answer) -> None:
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer["Cache-Control"] == "no-store" or "no-cache" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize(("place", "status"), PLACES)
def test_pages_and_refusals_carry_them(make_user, signed_in, place, status):
    answer = signed_in(make_user()).get(place if place.startswith("/") else reverse(place))
    assert answer.status_code == status
    check(answer)


def test_so_do_the_sign_in_and_the_way_to_it(client, county):
    check(client.get(reverse("sign-in")))
    leading = client.get(reverse("workbench"))
    assert leading.status_code == 302
    check(leading)


def test_so_do_downloads(units, keeper):
    check(keeper.get(reverse("access:units"), {"export": "xlsx"}))


def test_pages_hold_no_inline_script_or_style_and_ask_no_other_host(make_user, signed_in, units):
    client = signed_in(make_user("system_admin"))
    for address in (reverse("workbench"), reverse("me"), reverse("access:units"), "/no-such-page/"):
        text = client.get(address).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert "javascript:" not in text
        assert " onclick=" not in text
        assert "//" not in text.replace("http://www.w3.org", "").split("</head>")[0]


def test_static_files_are_of_our_own_host_and_named_as_what_they_are(client, county):
    answer = client.get("/static/web/mark.svg")
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
