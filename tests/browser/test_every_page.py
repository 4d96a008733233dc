"""What holds for every page, whoever made it: reached by links, no fault, open to everybody, at a desk and by telephone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser.pages import ELSEWHERE, FILES, LEADING, PAGES, SENT, Way
from tests.browser.routes import all_routes
from tests.browser.visiting import DESK, TELEPHONE, Visitor

ROUTES = all_routes()
WAYS = [
    pytest.param(route, way, id=f"{route}-{way.post}-{number}")
    for route, ways in PAGES.items()
    for number, way in enumerate(ways)
]


def test_every_route_has_its_place_in_the_table():
    placed = [*PAGES, *ELSEWHERE, *SENT, *FILES, *LEADING]
    assert sorted(placed) == sorted(ROUTES)


def follow(visitor: Visitor, route: str, way: Way) -> None:
    """From link to link to the page, which stands open afterwards."""
    first, *others = [*way.steps, route]
    visitor.expected.clear()
    answer = visitor.go(address_of(first))
    for step in others:
        name, _, query = step.partition("?")
        found = visitor.links(ROUTES[name])
        assert found, f"{visitor.page.url} holds no link to {name}"
        answer = visitor.go(f"{found[0]}?{query}" if query else found[0])
    assert answer.status == 200, visitor.page.url


def address_of(step: str) -> str:
    name, _, query = step.partition("?")
    return reverse(name) + (f"?{query}" if query else "")


def good(visitor: Visitor) -> list[str]:
    """What is wrong with the page as it stands; nothing, it should be."""
    page = visitor.page
    wrong = visitor.violations()
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} first headings")
    elif not page.locator("h1").inner_text().strip():
        wrong.append("an empty first heading")
    if visitor.overflow() > 0:
        wrong.append(f"wider than the window by {visitor.overflow()} px")
    return wrong


@pytest.mark.parametrize(("route", "way"), WAYS)
def test_a_page_is_good_at_a_desk_and_on_a_telephone(enter, route, way):
    visitor = enter(way.post)
    follow(visitor, route, way)
    wrong = {"desk": good(visitor)}
    visitor.page.set_viewport_size(TELEPHONE)
    visitor.page.reload()
    wrong["telephone"] = good(visitor)
    assert wrong == {"desk": [], "telephone": []}, visitor.page.url


def test_the_purpose_of_opening_a_childs_file_is_asked_well_too(enter):
    for viewport in (DESK, TELEPHONE):
        visitor = enter("coordinator", viewport)
        visitor.go(reverse("people:list"))
        visitor.page.goto(visitor.links(ROUTES["people:detail"])[0])
        assert visitor.page.locator("form [name=purpose]").count()
        assert good(visitor) == []
