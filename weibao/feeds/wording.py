"""Definitions in the words of the person who fills the sheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.feeds.definitions import ColumnDefinition, FeedDefinition

BY_KIND: dict[str, str | Promise] = {
    "text": gettext_lazy("文字"),
    "name": gettext_lazy("真实姓名"),
    "person": gettext_lazy("姓名"),
    "date": gettext_lazy("日期，如 2025-12-05"),
    "datetime": gettext_lazy("日期和时间，如 2025-12-05 21:30"),
    "number": gettext_lazy("整数，没有的填 0"),
    "id_number": gettext_lazy("18 位身份证号；没有的不填"),
    "phone": gettext_lazy("电话号码，多个用空格隔开"),
}


@dataclass(frozen=True)
class DescribedColumn:
    label: str
    required: bool
    filling: str
    purpose: str


@dataclass(frozen=True)
class DescribedFeed:
    """A feed as its page shows it."""

    feed: FeedDefinition
    columns: list[DescribedColumn]
    mine: bool
    """Whether the reader sends it."""


def described(feed: FeedDefinition, *, mine: bool) -> DescribedFeed:
    columns = [
        DescribedColumn(column.label, column.required, filling(column), column.purpose)
        for column in feed.columns
    ]
    return DescribedFeed(feed, columns, mine)


def filling(column: ColumnDefinition) -> str:
    """What to write into a cell of the column."""
    if column.values:
        words = _("选填：%(values)s，其他情况照实填写") if column.open else _("选填：%(values)s")
        return words % {"values": "、".join(column.values)}
    return str(BY_KIND[column.kind])
