"""The annual report on the county's work for minors (年度统计报告), said in blocks; `documents` writes it.

It is an official document of the county and always in the county's language, whatever the reader's pages are in.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from weibao.documents import Block, Closing, Document, Grid, Heading, Paragraph
from weibao.reporting.breakdowns import Breakdown, By, breakdowns
from weibao.reporting.declaring import Pillar
from weibao.reporting.engine import Figure, Reader, figures, period_of
from weibao.reporting.wording import change_written, hidden_note, written
from weibao.web.templatetags.weibao import zh_date

NUMERALS = "一二三四五六七八九十"
COLUMNS = 5
"""Figures in one table by town: more do not fit the width of the page."""


def annual_report(year: int, reader: Reader) -> Document:
    """The report on a year, as far as the reader may know its figures."""
    with translation.override(settings.LANGUAGE_CODE):
        county = reader.county.name
        first, last = period_of(year)
        found = figures(year, reader)
        tables = Tables()
        blocks: list[Block] = [Paragraph(introduction(county, year, found))]
        numerals = iter(NUMERALS)
        for pillar in Pillar:
            mine = [figure for figure in found if figure.indicator.pillar == pillar]
            if mine:
                blocks.append(Heading(f"{next(numerals)}、{pillar.label}"))
                blocks += section(pillar, mine, reader, tables)
        blocks.append(Heading(_("%(numeral)s、统计说明") % {"numeral": next(numerals)}))
        blocks += notes(reader)
        blocks.append(Closing(_("填报单位（盖章）"), zh_date(timezone.localdate())))
        return Document(
            title=title_of(year, reader),
            subtitle=_("（统计期间：%(first)s至%(last)s）")
            % {"first": zh_date(first), "last": zh_date(last)},
            blocks=tuple(blocks),
        )


def title_of(year: int, reader: Reader) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(county)s%(year)d年未成年人保护工作统计报告") % {
            "county": reader.county.name,
            "year": year,
        }


def introduction(county: str, year: int, found: list[Figure]) -> str:
    if not found:
        return _("%(year)d年，%(county)s还没有建立可供统计的台账。") % {"year": year, "county": county}
    return _(
        "%(year)d年，%(county)s按照“五位一体”工作格局开展未成年人保护工作。本报告列出已建立台账的"
        "%(pillars)d个方面、%(n)d项统计指标；尚未建立台账的指标不列，不以零代替。"
    ) % {
        "year": year,
        "county": county,
        "pillars": len({figure.indicator.pillar for figure in found}),
        "n": len(found),
    }


class Tables:
    """Numbers the tables of one report."""

    def __init__(self) -> None:
        self.number = 0

    def caption(self, text: str) -> str:
        self.number += 1
        return _("表%(n)d　%(text)s") % {"n": self.number, "text": text}


def section(pillar: Pillar, found: list[Figure], reader: Reader, tables: Tables) -> Iterator[Block]:
    """A pillar: its figures in a sentence, in a table with the year before, and by town."""
    told = [told_figure(figure) for figure in found]
    yield Paragraph(_("%(year)d年，%(figures)s。") % {"year": found[0].year, "figures": "；".join(told)})
    yield Grid(
        caption=tables.caption(_("%(pillar)s统计指标") % {"pillar": pillar.label}),
        header=(_("指标"), _("单位"), _("本年"), _("上年"), _("增减"), _("统计口径")),
        rows=tuple(
            (
                str(figure.indicator.title),
                str(figure.indicator.unit),
                written(figure.value),
                written(figure.last),
                change_written(figure.change),
                str(figure.indicator.definition),
            )
            for figure in found
        ),
        widths=(30, 11, 13, 13, 13, 62),
        numeric=frozenset({2, 3, 4}),
    )
    by_town = [
        (figure, breakdown)
        for figure in found
        for breakdown in breakdowns(figure.indicator, figure.year, reader, [By.TOWN])
    ]
    for start in range(0, len(by_town), COLUMNS):
        yield town_table(pillar, by_town[start : start + COLUMNS], tables)


def told_figure(figure: Figure) -> str:
    said = {"title": figure.indicator.title, "unit": figure.indicator.unit, "n": written(figure.value)}
    if figure.value is None:
        return _("%(title)s人数较少，不列") % said
    return _("%(title)s%(n)s%(unit)s") % said


def town_table(pillar: Pillar, by_town: list[tuple[Figure, Breakdown]], tables: Tables) -> Grid:
    """Towns down, figures across; the last row is the county's."""
    labels = {row.group.mark: row.group.label for _figure, breakdown in by_town for row in breakdown.rows}
    columns = [
        {row.group.mark: written(row.value) for row in breakdown.rows} if not breakdown.withheld else None
        for _figure, breakdown in by_town
    ]
    rows = [
        (label, *(written(None) if column is None else column.get(mark, "0") for column in columns))
        for mark, label in sorted(labels.items())
    ]
    whole = (_("全县"), *(written(figure.value) for figure, _breakdown in by_town))
    return Grid(
        caption=tables.caption(_("%(pillar)s分乡镇统计") % {"pillar": pillar.label}),
        header=(
            _("乡镇"),
            *(f"{figure.indicator.title}（{figure.indicator.unit}）" for figure, _breakdown in by_town),
        ),
        rows=(*rows, whole),
        widths=(30, *(25 for _column in columns)),
        numeric=frozenset(range(1, len(columns) + 1)),
    )


def notes(reader: Reader) -> Iterator[Paragraph]:
    yield Paragraph(
        _(
            "本报告的数字由平台按记录统计，不经手工填报，每项数字都可以在平台“统计报告”中打开到记录。"
            "记录更正后，数字随之变动，以生成当日为准。"
        )
    )
    yield Paragraph(
        _("同一对象在一项指标中只计一次，先后涉及几个乡镇的，各乡镇分别计入，相加可能多于全县数。")
    )
    if reader.whole:
        yield Paragraph(_("分乡镇统计可能有不足 5 人的数，只供内部工作使用，不对外公布。"))
    else:
        yield Paragraph(hidden_note())
