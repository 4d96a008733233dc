"""No typing is lost: to a time-out, a closed browser, a lost network; and nobody else at that computer reads any of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Visitor

TYPED = "孩子最近按时上学，奶奶身体不好，约好下周再来。"
SAVED = "**/draft/"


@pytest.fixture
def form(enter) -> Visitor:
    """A village's worker with the form of a visit before him."""
    visitor = enter("village")
    visitor.go("/intervention/visits/?state=due")
    visitor.go(visitor.links(r"/intervention/visits/\d+/")[0])
    visitor.go(visitor.links(r"/intervention/visits/\d+/record/")[0])
    return visitor


def situation(page: Page):
    return page.locator("textarea[name=situation]")


def kept_here(page: Page) -> str:
    """All that the browser itself keeps of what was typed."""
    return page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_a_closed_browser_loses_nothing_and_the_server_has_it(form, enter):
    page, address = form.page, form.page.url
    with page.expect_response(SAVED) as answer:
        situation(page).fill(TYPED)
    assert answer.value.status == 204
    expect(page.locator("[data-offline-note]")).to_be_hidden()
    page.wait_for_function("localStorage.length === 0")
    assert TYPED not in kept_here(page)
    page.context.close()
    page = enter("village").page
    page.goto(address)
    expect(situation(page)).to_have_value(TYPED)
    expect(page.get_by_text("已恢复上次没有提交的内容")).to_be_visible()
    page.get_by_role("button", name="不要这份草稿").click()
    expect(page.get_by_text("已恢复上次没有提交的内容")).to_be_hidden()
    expect(situation(page)).to_have_value("")


def test_without_a_network_it_is_kept_encrypted_and_comes_back_after_all_was_closed(form):
    page, address, context = form.page, form.page.url, form.page.context
    context.set_offline(True)
    situation(page).fill(TYPED)
    expect(page.locator("[data-offline-note]")).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="提交回访").click()
    expect(situation(page)).to_have_value(TYPED)
    assert "draft:" in kept_here(page)
    assert "孩子" not in kept_here(page)
    page.close()
    context.set_offline(False)
    form.complaints.clear()
    again = context.new_page()
    again.goto(address)
    expect(situation(again)).to_have_value(TYPED)


def test_what_is_typed_after_the_session_ended_comes_back_after_signing_in(form):
    page, context = form.page, form.page.context
    context.clear_cookies(name="sessionid")
    situation(page).fill(TYPED)
    expect(page.locator("[data-ended-note]")).to_be_visible(timeout=10_000)
    page.get_by_label("方式").or_(page.locator("input[name=manner]")).first.check(force=True)
    page.locator("[name=met]").fill("监护人")
    page.locator("[name=next_step]").fill("下周再来。")
    page.get_by_role("button", name="提交回访").click()
    expect(page.get_by_text("没有保存")).to_be_visible()
    from weibao.demo.people import PASSWORD

    page.get_by_label("账号").fill("demo-village")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(situation(page)).to_have_value(TYPED)
    page.get_by_role("button", name="提交回访").click()
    expect(page.get_by_role("status").filter(has_text="回访已登记")).to_be_visible()
    assert "draft" not in kept_here(page), "sent, so nothing of it is left"
