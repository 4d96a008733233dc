"""The frame by keyboard and on a telephone: skip link, search key, menu, languages, printing, ended sessions."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import DESK, TELEPHONE


@pytest.mark.parametrize("viewport", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_the_sign_in_is_good_for_everybody(enter, viewport):
    visitor = enter("", viewport)
    visitor.go("/sign-in/")
    assert visitor.violations() == []
    assert visitor.overflow() <= 0
    expect(visitor.page.get_by_label("账号")).to_be_focused()


def test_a_wrong_password_is_told_and_the_name_kept(enter):
    page = enter().page
    page.goto("/sign-in/")
    page.get_by_label("账号").fill("demo-reviewer")
    page.get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="账号或密码不对")).to_be_visible()
    expect(page.get_by_label("账号")).to_have_value("demo-reviewer")


def test_the_first_tab_skips_to_the_text(enter):
    page = enter("reviewer").page
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="跳到正文")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_slash_leads_to_the_search_and_enter_searches(enter):
    page = enter("reviewer").page
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("zhang")
    page.keyboard.press("Enter")
    page.wait_for_url("**/children/?q=zhang")
    expect(page.locator(".chip")).to_contain_text("zhang")


def test_focus_is_seen_wherever_it_goes(enter):
    page = enter("reviewer").page
    page.goto("/children/")
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const s = getComputedStyle(document.activeElement);
            return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || document.activeElement.type === 'checkbox' }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_menu_of_a_telephone_opens_and_closes_by_key(enter):
    page = enter("reviewer", TELEPHONE).page
    page.goto("/")
    opener = page.get_by_role("button", name="导航")
    menu = page.get_by_role("navigation", name="主导航")
    expect(menu).to_be_hidden()
    opener.press("Enter")
    expect(menu).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()


def test_filters_of_a_telephone_unfold_and_keep_their_choice_in_the_address(enter):
    page = enter("reviewer", TELEPHONE).page
    page.goto("/children/")
    expect(page.get_by_role("combobox", name="乡镇", include_hidden=True)).to_be_hidden()
    page.get_by_role("button", name="更多条件").click()
    page.get_by_role("combobox", name="乡镇", include_hidden=True).select_option(index=1)
    page.get_by_role("button", name="筛选", exact=True).click()
    page.wait_for_url("**/children/?town=*")
    assert "q=" not in page.url, "what is empty stays out of the address"
    page.get_by_role("link", name="去掉条件").click()
    page.wait_for_url("**/children/?")


def test_columns_are_chosen_by_keyboard_and_stay_chosen_while_sorting(enter):
    page = enter("reviewer").page
    page.goto("/children/")
    page.get_by_text("显示的列").first.press("Enter")
    page.get_by_role("checkbox", name="身份证号").press(" ")
    page.get_by_role("button", name="应用").press("Enter")
    page.wait_for_url("**column=name**")
    expect(page.get_by_role("columnheader", name="身份证号")).to_have_count(0)
    page.get_by_role("columnheader", name="姓名").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="身份证号")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "tag", "words"),
    [("English", "en", "Workbench"), ("繁體中文", "zh-TW", "工作臺"), ("简体中文", "zh-CN", "工作台")],
)
@pytest.mark.parametrize("viewport", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_the_language_is_switched_from_the_frame(enter, viewport, language, tag, words):
    page = enter("reviewer", viewport).page
    page.goto("/me/" if viewport is TELEPHONE else "/")
    switch = page.locator("summary:visible", has=page.locator("use[href$='#language']"))
    switch.first.press("Enter")
    page.get_by_role("button", name=language).locator("visible=true").click()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_printed_pages_leave_out_what_only_a_screen_needs(enter):
    page = enter("reviewer").page
    page.goto("/children/")
    page.emulate_media(media="print")
    for gone in (
        page.locator("#menu"),
        page.locator(".topbar"),
        page.locator("form.filters"),
        page.locator(".tabbar"),
    ):
        expect(gone).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()


def test_what_is_sent_after_the_session_ended_is_said_to_be_lost(enter):
    page = enter("reviewer").page
    page.goto("/me/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="退出登录").locator("visible=true").click()
    page.goto("/children/?q=zhang")
    expect(page.get_by_text("登录后回到刚才的页面")).to_be_visible()
    from weibao.demo.people import PASSWORD

    page.get_by_label("账号").fill("demo-reviewer")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/children/?q=zhang")


def test_pages_without_charts_do_not_load_them(enter):
    page = enter("reviewer").page
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/children/")
    assert not [url for url in loaded if "charts" in url]


def test_nothing_is_kept_by_the_browser_after_leaving(enter):
    page = enter("reviewer").page
    page.goto("/children/")
    kept = page.evaluate("async () => [localStorage.length, (await caches.keys()).length]")
    assert kept == [0, 0]
