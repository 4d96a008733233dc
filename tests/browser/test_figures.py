"""A figure opens down to the records that make it, and goes out as a report."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_figure_opens_to_its_definition_its_parts_and_its_records(enter):
    visitor = enter("coordinator")
    page = visitor.page
    page.goto("/figures/2025/")
    card = page.get_by_role("main").get_by_role("listitem").filter(has_text="重点青少年").first
    value = int(re.search(r"\d+", card.locator(".fw-bold").inner_text())[0])
    assert value == 16
    card.get_by_role("link").click()
    expect(page.get_by_text("统计口径：")).to_be_visible()
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    expect(page.get_by_role("heading", name="记录")).to_contain_text("共 16 条")
    page.locator("tbody a[href], tbody tr[data-href]").last.click()
    page.wait_for_load_state()
    assert "/figures/" not in page.url, "a record opens from its figure"


def test_leaders_see_figures_but_open_no_record(enter):
    page = enter("leader").page
    page.goto("/figures/2025/")
    page.get_by_role("main").get_by_role("listitem").filter(has_text="重点青少年").get_by_role(
        "link"
    ).first.click()
    expect(page.get_by_text("您的职责可以看统计数字，不能打开其中的记录。")).to_be_visible()


def test_the_years_report_is_taken_away_as_word(enter, tmp_path):
    page = enter("coordinator").page
    page.goto("/figures/2025/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="年度报告（Word）").click()
    waiting.value.save_as(tmp_path / "report.docx")
    assert (tmp_path / "report.docx").read_bytes()[:2] == b"PK"
