"""What holds for every page, whoever made it: reached by links, no fault, open to everybody, at a desk and by telephone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser.pages import ELSEWHERE, FILES, LEADING, PAGES, SENT, Way
from tests.browser.routes import all_routes
from tests.browser.visiting import DESK, TELEPHONE, Visitor

ROUTES = all_routes()
MOST_TRIED = 12
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
    assert reach(visitor, address_of(first), others), f"{visitor.page.url} leads no further to {route}"


def reach(visitor: Visitor, address: str, steps: list[str]) -> bool:
    """Open the address and go on by the first link from which the next step is found: not every record has it."""
    answer = visitor.go(address)
    assert answer.status == 200, f"{answer.status} {visitor.page.url}"
    if not steps:
        return True
    name, _, query = steps[0].partition("?")
    found = visitor.links(ROUTES[name])[:MOST_TRIED]
    return any(reach(visitor, f"{one}?{query}" if query else one, steps[1:]) for one in found)


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
