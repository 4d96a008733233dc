"""A clerk sends a workbook: receipt, what was set apart and why, the mended rows sent back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.visiting import TELEPHONE
from tests.exports import opened

GOOD = {
    "乡镇": "青禾镇", "村（社区）": "青禾村", "姓名": "展小鹿", "性别": "女", "出生日期": "2014-05-06",
    "儿童类别": "留守儿童", "监护人姓名": "展大鹿", "监护人电话": "13900000077",
}  # fmt: skip
FAULTY = GOOD | {"姓名": "展小鹭", "出生日期": "2014-02-31"}


def fill(path: Path, *rows: dict[str, str]) -> Path:
    """Write rows into a blank table under its own headers."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = next(row for row in sheet.iter_rows() if any(cell.value == "姓名" for cell in row))
    for number, row in enumerate(rows, start=headers[0].row + 1):
        for cell in headers:
            if cell.value is not None:
                sheet.cell(number, cell.column, row.get(str(cell.value).rstrip("*"), None))
    book.save(path)
    return path


def download(page: Page, press: str, to: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=press).first.click()
    waiting.value.save_as(to)
    return to


def finish(page: Page) -> None:
    """From the job's page, which follows the work by itself, on to the receipt."""
    expect(page.get_by_role("heading", name="完成")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="查看回执").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("回执")


def counts(page: Page) -> dict[str, int]:
    """The four counts of a receipt, by their words."""
    parts = page.get_by_role("region", name="去向如下").locator("a")
    expect(parts.first).to_be_visible()  # all() takes what there is, and waits for nothing
    words = [part.inner_text().split("\n") for part in parts.all()]
    return {lines[0].strip(): int(lines[1].replace(",", "")) for lines in words}


def test_a_row_set_apart_is_downloaded_mended_and_taken_in(enter, tmp_path):
    page = enter("liaison", permissions=["clipboard-read", "clipboard-write"]).page
    page.goto("/feeds/definitions/")
    blank = download(page, "空白表", tmp_path / "名册.xlsx")
    page.get_by_role("link", name="上传数据").first.click()
    page.get_by_label("文件").set_input_files(fill(blank, GOOD, FAULTY))
    page.get_by_role("button", name="上传并导入").click()
    finish(page)
    assert counts(page) == {"接收": 1, "重复": 0, "隔离": 1, "非数据": counts(page)["非数据"]}
    expect(page.get_by_role("region", name="隔离的原因")).to_contain_text("出生日期")

    page.get_by_role("link", name="下载被隔离的行").click()
    password = page.locator("#archive-password").inner_text()
    page.get_by_role("button", name="复制密码").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == password
    archive = download(page, "下载压缩包", tmp_path / "隔离.zip")
    apart = tmp_path / "隔离.xlsx"
    apart.write_bytes(opened(archive.read_bytes(), password)[1])
    page.get_by_role("link", name="返回").click()
    sheet = load_workbook(apart).worksheets[0]
    headers = next(row for row in sheet.iter_rows() if any(cell.value == "姓名" for cell in row))
    columns = {str(cell.value): cell.column for cell in headers if cell.value}
    row = headers[0].row + 1
    assert sheet.cell(row, columns["姓名"]).value == "展小鹭"
    sheet.cell(row, columns["出生日期"]).value = "2014-02-28"
    sheet.parent.save(apart)
    page.get_by_label("改好的文件").set_input_files(apart)
    page.get_by_role("button", name="传回改好的文件").click()
    finish(page)
    assert counts(page)["接收"] == 1
    page.get_by_role("alert").or_(page.get_by_role("note")).get_by_role("link").first.click()
    expect(page.get_by_text("被隔离的行都已更正。")).to_be_visible()


def test_counts_and_reasons_of_a_receipt_open_to_the_rows(enter):
    page = enter("analyst").page
    page.goto("/feeds/?waiting=yes")
    page.locator("tbody a").first.click()
    number = counts(page)["隔离"]
    page.get_by_role("region", name="去向如下").locator("a", has_text="隔离").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"共 {number:,} 条")


def test_a_picture_named_like_a_workbook_is_refused_in_words(enter, tmp_path):
    picture = tmp_path / "名册.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2_000))
    page = enter("liaison").page
    page.goto("/feeds/upload/")
    page.get_by_label("文件").set_input_files(picture)
    page.get_by_role("button", name="上传并导入").click()
    expect(page.get_by_role("heading", name="未能执行")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("没有写入任何数据")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="重新").first.click()
    assert "/feeds/upload/" in page.url


@pytest.mark.parametrize("post", ["liaison", "school"])
def test_sending_works_on_a_telephone_too(enter, post):
    page = enter(post, TELEPHONE).page
    page.goto("/")
    page.get_by_role("navigation", name="手机导航").get_by_role("link", name="上报").click()
    expect(page.get_by_role("heading", level=1, name="上传数据")).to_be_visible()
    expect(page.get_by_role("button", name="上传并导入")).to_be_in_viewport(ratio=0)
