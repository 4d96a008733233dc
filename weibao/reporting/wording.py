"""How numbers and their changes are written, on pages and in the report."""

from django.utils.translation import gettext as _

from weibao.reporting.engine import Figure

HIDDEN = "＊"
"""Stands for a number that would betray children; always with `hidden_note` on the same page."""


def written(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def change_written(change: int | None) -> str:
    """+4, −2, 0 as a table has it."""
    if change is None:
        return HIDDEN
    return f"{change:+,}".replace("-", "−") if change else "0"


def change_sentence(figure: Figure) -> str:
    """How the figure stands to the year before, in words."""
    if figure.last is None:
        return _("上年人数较少，不显示")
    last = _("上年 %(n)s %(unit)s") % {"n": written(figure.last), "unit": figure.indicator.unit}
    match figure.change:
        case None:
            return last
        case 0:
            return _("%(last)s，持平") % {"last": last}
        case up if up > 0:
            return _("%(last)s，增加 %(n)s") % {"last": last, "n": written(up)}
        case down:
            return _("%(last)s，减少 %(n)s") % {"last": last, "n": written(-down)}


def hidden_note() -> str:
    return _(
        "“＊”处人数较少（不足 5 人），或者可由它推算出不足 5 人的数。为保护未成年人，只对能查阅这些记录的职责显示。"
    )
