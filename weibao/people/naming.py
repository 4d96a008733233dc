"""What feeds and their columns are called for people: as the feed definitions say, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weibao.feeds.definitions import columns_known, definitions

BESIDE = {
    "id_number_raw": _("身份证号（原填写）"),
    "birth_date_written": _("出生日期（原填写）"),
    "sex_written": _("性别（原填写）"),
    # 办案单位 in one feed, 承办单位 in another.
    "handling_unit": _("办理单位"),
}
"""What the reader of feeds keeps beside the columns, and columns that feeds call differently."""


def feed_title(feed: str) -> str:
    """A feed's short name; a feed that has no definition any more by its code."""
    known = definitions().get(feed)
    return gettext(known.short_title) if known else feed


def column_label(column: str) -> str:
    """A column's name as the first feed that has it calls it."""
    if column in BESIDE:
        return str(BESIDE[column])
    return next((gettext(one.label) for one in columns_known() if one.name == column), column)
