"""Sheets as clerks send them, sent by the page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from weibao.access.models import Unit
from weibao.jobs.models import Job

HEADER = ("学校名称", "年级", "班级", "姓名", "性别", "出生日期", "身份证号", "监护人电话", "学籍状态")
GOOD = (
    "青禾中学",
    "七年级",
    "2班",
    "曾子涵",
    "男",
    "2012-06-15",
    "620799201206150036",
    "13900000001",
    "在读",
)
OTHER = ("青禾中学", "七年级", "2班", "单雨桐", "女", "2012-09-30", "", "13900000002", "在读")
NAMELESS = ("青禾中学", "七年级", "3班", "张某某", "男", "2012-07-01", "", "13900000003", "在读")


def workbook(
    *rows: Sequence[str], header: Sequence[str] = HEADER, name: str = "学籍.xlsx"
) -> SimpleUploadedFile:
    """A workbook of one sheet, as an uploaded file."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate((header, *rows)):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile(name, buffer.getvalue())


def fields(
    unit: Unit, *files: SimpleUploadedFile, feed: str = "education", period: str = "2025-12"
) -> dict[str, Any]:
    return {"feed": feed, "unit": unit.pk, "period": period, "workbooks": list(files)}


def send(client, unit: Unit, *files: SimpleUploadedFile, **chosen: str):
    """Post the upload form; the answer."""
    return client.post(reverse("feeds:upload"), fields(unit, *files, **chosen))


def job_of(answer) -> Job:
    """The job that a sent form led to."""
    assert answer.status_code == 302, answer.context["form"].errors
    return Job.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])
