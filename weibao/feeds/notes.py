"""Rows that are no data: totals, notes, who filled the sheet in, blank rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from weibao.feeds.headers import Cell
from weibao.linkage.numbers import is_usable

_BLANKS = re.compile(r"\s+")
_TOTAL = re.compile(
    r"(?:本页|本表|全县|全镇|全乡|全村|全校|本校|各校|各镇)?(?:合计|小计|总计|共计|累计|总数|总人数)"
    r"[:：]?(?:\d+(?:\.0)?[人条名行户个]?)?[:：]?$"
    r"|共\d+[人条名行户个]$"
)
_NOTE = re.compile(
    r"(?:注意?|附注|备注|说明|填表说明|填报说明)(?:\d*[:：.．、)]|\d+$|$)"
    r"|\(?(?:填表人|填报人|填表|填报|制表人|制表|审核人|审核|审批人|负责人|经办人|联系人|联系方式|联系电话|填报单位|填表单位|"
    r"报送单位|制表单位|单位负责人|分管领导|主要领导|学校负责人|校长|填报日期|填报时间|填表日期|填表时间|报送日期|制表日期|日期|"
    r"单位\(盖章\)|单位盖章|盖章|以下空白|以下无正文)(?:[:：(]|\)?$)"
)
_FIRST_CHARACTERS = frozenset("合小总共累本全各注附备说填制审负经联报单分主学校日盖以(（")


def is_blank(cell: Cell) -> bool:
    return cell == "" or (isinstance(cell, str) and cell.isspace())


def may_be_note(cell: Cell) -> bool:
    """A quick look: whether it is worth asking for the kind of note."""
    return isinstance(cell, str) and cell.lstrip()[:1] in _FIRST_CHARACTERS


def kind_of_note(cell: Cell) -> str:
    """`total` or `note` by the first cell of a row; empty where it is neither."""
    words = _folded(cell)
    if _TOTAL.match(words):
        return "total"
    return "note" if _NOTE.match(words) else ""


def holds_id_number(row: Sequence[Cell]) -> bool:
    """Whether a usable ID number stands anywhere in the row: then it is data, wherever it is."""
    return any(
        isinstance(cell, str) and 18 <= len(cell) <= 24 and is_usable(_folded(cell).strip("'").upper())
        for cell in row
    )


def _folded(cell: Cell) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", str(cell)))


_WORDS: dict[str, Callable[[], str]] = {
    "blank": lambda: _("空行"),
    "title": lambda: _("标题或说明"),
    "header": lambda: _("表头"),
    "total": lambda: _("合计"),
    "note": lambda: _("说明或落款"),
    "heading": lambda: _("小标题"),
    "no_table": lambda: _("这个工作表里没有要收的表"),
    "hidden": lambda: _("隐藏的工作表"),
}


def words_of(code: str) -> str:
    """What a kind of row that is no data is called."""
    return _WORDS[code]()
