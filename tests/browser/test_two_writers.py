"""Two windows on one visit: the second sees what the first saved beside his own words, and chooses."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.browser.visiting import DESK, TELEPHONE, Visitor


def record(page: Page, situation: str) -> None:
    page.locator("input[name=manner]").first.check(force=True)
    page.locator("[name=met]").fill("监护人")
    page.locator("[name=next_step]").fill("下周再来。")
    page.locator("[name=situation]").fill(situation)
    page.get_by_role("button", name="提交回访").click()


def two_windows(enter, viewport) -> tuple[Visitor, Visitor]:
    first, second = enter("village", viewport), enter("village", viewport)
    first.go("/intervention/visits/?state=due")
    first.go(first.links(r"/intervention/visits/\d+/")[0])
    address = first.links(r"/intervention/visits/\d+/record/")[0]
    for one in (first, second):
        one.go(address)
    return first, second


@pytest.mark.parametrize("viewport", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_the_second_of_two_writers_chooses(enter, viewport):
    first, second = two_windows(enter, viewport)
    second.expected.add(409)
    record(first.page, "情绪平稳，按时上学。")
    expect(first.page.get_by_role("status").filter(has_text="回访已登记")).to_be_visible()
    page = second.page
    record(page, "哭过一场，说想妈妈。")
    conflict = page.get_by_role("alert").filter(has_text="别人改过这条记录")
    expect(conflict.get_by_role("cell", name="情绪平稳，按时上学。")).to_be_visible()
    expect(conflict.get_by_role("cell", name="哭过一场，说想妈妈。")).to_be_visible()
    expect(page.locator("[name=situation]")).to_have_value("哭过一场，说想妈妈。")
    assert second.violations() == []
    assert second.overflow() <= 0
    picture(page, f"conflict-{viewport['width']}")
    page.locator("[name=situation]").fill("哭过一场，说想妈妈；后来平稳，按时上学。")
    page.get_by_role("button", name="提交回访").click()
    expect(page.get_by_role("status").filter(has_text="回访已登记")).to_be_visible()
