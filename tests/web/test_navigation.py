"""The menu and the bar of a telephone: only what my duties open, and where I am."""

import re

import pytest
from django.urls import reverse

from weibao.access.duties import DUTY_KINDS
from weibao.web.navigation import NAVIGATION, TABS, current_of, navigation_for, tabs_for

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {"workbench", "jobs:list"}
"""Pages on which everybody sees what is his own; the menu names them to those who have something there."""


@pytest.mark.parametrize("duty", DUTY_KINDS)
def test_each_entry_opens_for_the_duties_that_see_it_and_is_refused_to_the_others(make_user, signed_in, duty):
    user = make_user(duty)
    client = signed_in(user)
    shown = {entry.route for section in navigation_for(user, "/") for entry, _, _ in section.entries}
    for entry in [entry for section in NAVIGATION for entry in section.entries]:
        answer = client.get(reverse(entry.route))
        open_to_all = entry.route in OPEN_TO_ALL
        assert answer.status_code == (200 if entry.route in shown or open_to_all else 403), entry.route


def test_every_entry_leads_somewhere():
    for entry in [*(entry for section in NAVIGATION for entry in section.entries), *TABS]:
        assert reverse(entry.route)


def test_without_duties_only_the_workbench_and_me_are_left(make_user):
    user = make_user()
    assert [[e.route for e, _, _ in s.entries] for s in navigation_for(user, "/")] == [["workbench"]]
    assert [tab.address for tab in tabs_for(user, "/")] == [reverse("workbench"), reverse("me")]


def test_a_part_of_a_register_is_not_taken_for_the_whole(make_user, signed_in):
    text = signed_in(make_user("analyst")).get(reverse("people:review")).content.decode()
    menu = re.search(r"<aside.*?</aside>", text, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [reverse("people:review")]


def test_the_current_place_is_the_longest_address_above_the_page():
    places = ["/", "/children/", "/children/review/"]
    assert current_of(places, "/children/review/7/") == "/children/review/"
    assert current_of(places, "/children/0a/") == "/children/"
    assert current_of(places, "/") == "/"
    assert current_of(places, "/me/") == ""


@pytest.mark.parametrize(
    ("duty", "titles"),
    [
        ("children_officer", ["待办", "走访", "档案", "我的"]),
        ("school_office", ["待办", "走访", "上报", "我的"]),
        ("liaison", ["待办", "上报", "统计", "我的"]),
        ("leader", ["待办", "统计", "我的"]),
    ],
)
def test_a_telephone_shows_at_most_four_places_the_persons_own_work_first(make_user, duty, titles):
    assert [str(tab.title) for tab in tabs_for(make_user(duty), "/")] == titles
