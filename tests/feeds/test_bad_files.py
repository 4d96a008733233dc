"""Files that are refused: in seconds, in little memory, with a sentence that says what is wrong and what to do."""

import struct
import subprocess
import sys
import time
import zipfile

import pytest

from tests.feeds.making import EDUCATION, pupil, taken, text_file, workbook
from weibao.feeds.errors import FileRefused

pytestmark = pytest.mark.pure
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
SHEET = "xl/worksheets/sheet1.xml"


def ole(*streams: str) -> bytes:
    """A container as old Excel wrote it, as far as its directory goes."""
    entries = b""
    for name in ("Root Entry", *streams):
        written = name.encode("utf-16-le") + b"\0\0"
        entries += written.ljust(64, b"\0") + struct.pack("<H", len(written)) + bytes(62)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entries.ljust(512, b"\0") + bytes(2048)


def with_entry(path, name: str, content: bytes, *, instead: bool = False) -> None:
    """The workbook with another entry, or with that one replaced."""
    with zipfile.ZipFile(path) as old:
        entries = {one: old.read(one) for one in old.namelist() if not (instead and one == name)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for one, held in {**entries, name: content}.items():
            new.writestr(one, held)


@pytest.fixture
def good(tmp_path):
    return workbook(tmp_path / "学籍.xlsx", EDUCATION, pupil())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"\r\n \r\n", "文件是空的"),
        (PNG, "这是一张 PNG 图片，不是表格"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "这是一张 JPEG 图片"),
        (b"%PDF-1.7\n", "这是 PDF 文件"),
        (b"Rar!\x1a\x07" + bytes(100), "这是 RAR 压缩包"),
        (ole("EncryptedPackage", "EncryptionInfo"), "文件设了密码，打不开。请去掉密码后再传。"),
        (ole("Workbook", "_VBA_PROJECT_CUR"), "文件带有宏"),
        (ole("WordDocument"), "这是 Word 文档"),
        (ole("Workbook"), "文件已损坏"),
        (ole(), "文件已损坏"),
        (b"PK\x03\x04" + bytes(100), "文件已损坏"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "这是网页格式的表格"),
        (b"\x00\x01\x02\x03\x04\x05" * 400, "文件内容不是表格"),
        (bytes(range(128, 256)) * 40, "认不出文字编码"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_its_content_whatever_its_name(tmp_path, content, sentence):
    path = tmp_path / "学籍.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=sentence):
        taken(path)


def test_a_workbook_with_another_name_is_still_a_workbook(good, tmp_path):
    assert taken(good.rename(tmp_path / "学籍.csv")).rows[1].values["name"] == "曾子涵"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "学籍.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("学籍.csv", "姓名")
    with pytest.raises(FileRefused, match="这是 ZIP 压缩包"):
        taken(path)


def test_a_workbook_with_macros_is_refused(good):
    with_entry(good, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    with pytest.raises(FileRefused, match="文件带有宏"):
        taken(good)


def test_a_broken_workbook_is_refused(good):
    with_entry(good, SHEET, b"<worksheet><sheetData><row", instead=True)
    with pytest.raises(FileRefused, match="文件已损坏"):
        taken(good)
    good.write_bytes(good.read_bytes()[:-200])
    with pytest.raises(FileRefused, match="文件已损坏"):
        taken(good)


MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", "-m", "weibao.feeds.reading.child", sys.argv[1]], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def megabytes_of_reading(path) -> int:
    """The most that the reading process holds at one time; told by a small process, for one of these tests is larger."""
    return int(subprocess.run([sys.executable, "-c", MEASURED, path], capture_output=True, check=True).stdout)


def refused_quickly(path) -> str:
    start = time.perf_counter()
    with pytest.raises(FileRefused) as refused:
        taken(path)
    assert time.perf_counter() - start < 30
    assert megabytes_of_reading(path) < 300
    return str(refused.value)


def test_a_bomb_is_refused_by_its_ratio(good):
    with_entry(good, SHEET, b"<worksheet>" + b" " * 200_000_000, instead=True)
    assert "大得不正常" in refused_quickly(good)


def test_a_bomb_of_many_entries_is_refused(good):
    with zipfile.ZipFile(good, "a") as archive:
        for number in range(2_500):
            archive.writestr(f"xl/media/{number}.bin", b"")
    assert "大得不正常" in refused_quickly(good)


def test_a_bomb_that_lies_about_its_size_is_refused(good):
    with_entry(good, SHEET, b"<worksheet>" + b" " * 50_000_000, instead=True)
    content = bytearray(good.read_bytes())
    true = struct.pack("<I", 50_000_011)
    at = content.find(true)
    while at >= 0:
        content[at : at + 4] = struct.pack("<I", 100_000)
        at = content.find(true, at + 4)
    good.write_bytes(content)
    assert "大得不正常" in refused_quickly(good)


def test_a_sheet_that_reaches_to_the_end_of_the_world_is_refused(good):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    with_entry(good, SHEET, sheet.encode(), instead=True)
    assert "请删去表格外的空行空列" in refused_quickly(good)


def test_entities_are_not_expanded(good):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "&a{n - 1 if n else ""};&a{n - 1 if n else ""};">' for n in range(40)
    )
    with_entry(
        good, "xl/sharedStrings.xml", (bomb + "]><sst><si><t>&a39;</t></si></sst>").encode(), instead=True
    )
    refused_quickly(good)


def test_a_damaged_text_is_refused_and_not_taken_for_another_encoding(tmp_path):
    path = text_file(tmp_path / "学籍.csv", EDUCATION, pupil(), encoding="utf-8-sig")
    path.write_bytes(path.read_bytes().replace("曾".encode(), "曾".encode()[:2]))
    with pytest.raises(FileRefused, match="第 2 行附近有损坏的文字"):
        taken(path)


def test_gbk_never_becomes_garbage(tmp_path):
    path = text_file(tmp_path / "学籍.csv", EDUCATION, pupil(), encoding="gbk")
    assert taken(path).rows[1].values["school_name"] == "青禾中学"


def test_a_table_without_rows_has_no_rows(tmp_path):
    assert [row.fate for row in taken(workbook(tmp_path / "学籍.xlsx", EDUCATION)).rows] == ["not_data"]


def test_a_workbook_of_empty_sheets_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="认不出表头"):
        taken(workbook(tmp_path / "学籍.xlsx"))
