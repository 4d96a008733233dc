"""An empty workbook of a feed to fill in: the usual headers, drop-downs for code lists, and how to fill each column."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from weibao.feeds.definitions import ColumnDefinition, FeedDefinition
from weibao.feeds.wording import filling

ROWS = 2_000
"""How many rows the drop-downs and formats reach down."""

EXAMPLES = {
    "school_name": "云岭县青禾中学",
    "grade": "七年级",
    "class_name": "2班",
    "name": "曾子涵",
    "birth_date": "2012-06-15",
    "id_number": "620799************",
    "guardian_name": "曾建国",
    "guardian_relation": "父子",
    "guardian_phone": "13900000001",
    "home_address": "云岭县青禾镇青禾村3社15号",
    "town": "青禾镇",
    "village": "青禾村",
    "truant_periods": "0",
    "days_absent": "0",
    "incident_number": "J20251205001",
    "received_at": "2025-12-05 21:30",
    "place": "云岭县青禾镇",
    "outcome": "批评教育",
    "handling_unit": "青禾派出所",
    "case_number": "云检未〔2025〕1号",
    "case_type": "盗窃",
    "reporting_unit": "云岭县人民医院",
    "premises_name": "青禾网吧",
    "premises_kind": "网吧",
    "inspecting_unit": "云岭县文旅局",
    "source": "12345",
    "handling_status": "已办结",
}
"""An invented child. No whole ID number: a sheet that holds one and has no header is refused."""


def example_of(column: ColumnDefinition) -> str:
    """What a filled cell looks like; a date where the kind says so, the first word of a code list."""
    if column.name in EXAMPLES:
        return EXAMPLES[column.name]
    if column.values:
        return column.values[0]
    return "2025-12-05" if column.kind == "date" else _("（按实际填写）")


def blank_workbook(feed: FeedDefinition) -> bytes:
    """The workbook: one sheet to fill in, one that explains.

    The example stands in a column, not in a row under the headers: sent back with the rest, it can't be taken for
    a child.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    required = book.add_format({"bold": True, "border": 1, "bg_color": "#1F5FA8", "font_color": "#FFFFFF"})
    optional = book.add_format({"bold": True, "border": 1, "bg_color": "#E8F1FB"})
    # As text, or Excel turns ID numbers into 6.20799E+17.
    text = book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})

    sheet = book.add_worksheet(_("填报"))
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(feed.columns):
        sheet.set_column(number, number, max(12, 2 * len(column.label) + 4), text)
        sheet.write_string(0, number, column.label, required if column.required else optional)
        offer_values(sheet, number, column)

    guide = book.add_worksheet(_("填写说明"))
    guide.write_string(
        0, 0, _("“填报”表里，深色表头的列必填，浅色的可不填。本页只供参考，不会被导入。"), None
    )
    guide.write_row(2, 0, [_("表头"), _("是否必填"), _("填什么"), _("示例（虚构）")], optional)
    for number, column in enumerate(feed.columns, start=3):
        must = _("必填") if column.required else _("可不填")
        for place, words in enumerate((column.label, must, filling(column), example_of(column))):
            guide.write_string(number, place, words, wrapped)
    guide.set_column(0, 1, 18)
    guide.set_column(2, 3, 44)
    book.close()
    return buffer.getvalue()


def offer_values(sheet: Worksheet, number: int, column: ColumnDefinition) -> None:
    """A drop-down of the code list; other words are warned of, not forbidden: the door judges, not the sheet."""
    values = list(column.values)
    # Excel takes at most 255 characters of a list written out.
    if values and len(",".join(values)) <= 255:
        sheet.data_validation(
            1,
            number,
            ROWS,
            number,
            {
                "validate": "list",
                "source": values,
                "error_type": "warning",
                "error_title": _("不在选项里"),
                "error_message": _("请从下拉选项里选。"),
            },
        )
