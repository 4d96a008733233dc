"""Rows that may speak of a known child are judged by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_the_queue_is_worked_through_with_arrows_and_space(enter):
    page = enter("analyst").page
    page.goto("/children/review/")
    waiting = int(re.search(r"\d+", page.get_by_role("heading", level=1).inner_text().replace(",", ""))[0])
    assert waiting, "the demonstration leaves rows to judge"
    page.get_by_role("link", name="开始核对").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("是不是同一个孩子")
    expect(page.get_by_role("region", name="逐项对照")).to_be_visible()

    first = page.url
    page.keyboard.press(" ")
    page.wait_for_url(lambda url: url != first)
    if waiting > 1:
        second = page.url
        page.keyboard.press("ArrowRight")
        page.wait_for_url(lambda url: url != second)
    page.goto("/children/review/?state=later")
    expect(page.get_by_role("heading", level=1)).to_contain_text("共 1 条")


def test_an_answer_with_the_left_arrow_is_said_in_the_childs_file(enter):
    page = enter("analyst").page
    page.goto("/children/review/")
    page.locator("tbody a").last.click()
    name = page.get_by_role("navigation", name="所在位置").locator(".active").inner_text()
    if page.get_by_label("我已核对原始材料").count():
        page.get_by_label("我已核对原始材料").check()
        page.get_by_role("main").focus()
    before = page.url
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: url != before)
    page.goto(f"/search/?q={name}")
    expect(page.get_by_role("region", name="列表")).to_contain_text(name)


def test_keys_mean_nothing_while_one_types(enter):
    page = enter("analyst").page
    page.goto("/children/review/")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/children/review/*/")
    page.wait_for_load_state()
    before = page.url
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("ab ")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#search")).to_have_value("ab ")
    assert page.url == before
