"""Workbooks that leave the house: formula-safe, ID numbers as text, marked with reader and time."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.web.watermarks import watermark

FORMULA_STARTS = tuple("=+-@＝＋－＠{%")
"""What spreadsheet programs, or a person's next export to CSV, may take for the start of a formula."""

CONTROLS = {code: " " for code in range(32) if chr(code) != "\n"}
"""Tab and carriage return hide a formula behind them; the others no cell can hold. Lines of a note stay lines."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def signed_by(user: User) -> str:
    """Who takes something out of the house, as it stands on it: name, account, unit."""
    return f"{user.name}（{user.username}）{user.unit}"


def write_workbook(title: str, rows: Iterable[Sequence[object]], *, reader: str, hint: str = "") -> bytes:
    """One sheet: the first of `rows` is the header. All cells are strings, so nothing is taken for a formula.

    Reader and time stand behind the cells, at the head and foot of every printed page, and in the properties.
    """
    taken = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    bold = book.add_format({"bold": True, "bg_color": "#E8F1FB", "border": 1})
    text = book.add_format({"num_format": "@", "border": 1})
    # As if an apostrophe stood before it: stays text when the cell is edited and entered again.
    quoted = book.add_format({"num_format": "@", "border": 1, "quote_prefix": True})
    widths: dict[int, int] = {}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            shown = cell_text(value)
            style = bold if number == 0 else quoted if shown.startswith(FORMULA_STARTS) else text
            sheet.write_string(number, column, shown, style)
            widths[column] = max(
                widths.get(column, 8), min(40, sum(2 if ord(c) > 255 else 1 for c in shown) + 2)
            )
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    # In a printed head or foot & begins a command; doubled it stands for itself.
    by = reader.replace("&", "&&")
    warning = _("内部资料，请勿外传")
    sheet.set_header(f"&C{warning}&R{taken}")
    sheet.set_footer(f"&L{by}{'　' if hint else ''}{hint}&R{taken}")
    sheet.set_background(io.BytesIO(watermark(f"{reader}\n{taken}")))
    book.set_properties({"title": title, "author": reader, "comments": f"{reader} {taken}"})
    book.close()
    return buffer.getvalue()


def cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value).translate(CONTROLS).strip()


def name_of(title: str) -> str:
    """A workbook's file name: its title and the day."""
    return f"{title} {timezone.localdate():%Y-%m-%d}.xlsx"


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
