"""Pages of the figures: the five pillars of a year, one figure down to its records, the report to take away."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.reporting.annual import title_of
from weibao.reporting.breakdowns import breakdowns
from weibao.reporting.charts import bar_chart
from weibao.reporting.declaring import Pillar, find_indicator
from weibao.reporting.engine import (
    FIRST_YEAR,
    Figure,
    ImpossibleYear,
    Reader,
    figure,
    figures,
    may_open,
    openable,
    parse_year,
)
from weibao.reporting.records import record_filter, record_table, with_related
from weibao.reporting.services import Form, make_annual_report
from weibao.web.exports import download
from weibao.web.lists import ListView


class Figures(DutyView):
    """All figures of a year, pillar by pillar; without a year this one, or the last while this one is empty."""

    ability = "figures.view"

    def get(self, request: SignedInRequest, year: int | None = None) -> HttpResponse:
        reader = Reader.of(request.user)
        shown = timezone.localdate().year if year is None else checked_year(year)
        found = figures(shown, reader)
        if year is None and all(one.value == 0 for one in found):
            shown -= 1
            found = figures(shown, reader)
        pillars = [(pillar, figures_in(pillar, found)) for pillar in Pillar]
        context = {
            "year": shown,
            "years": years_around(shown, "reporting:year"),
            "pillars": pillars,
            "waiting": [pillar.label for pillar, listed in pillars if not listed],
            "hides": any(one.hides for one in found),
        }
        return render(request, "reporting/figures.html", context)


class FigurePage(ListView):
    """One figure: what it counts, how it breaks down, and the records under it for who may open them."""

    ability = "figures.view"
    template_name = "reporting/figure.html"

    def get(self, request: SignedInRequest, year: int, key: str) -> HttpResponse:  # type: ignore[override]
        found = find_indicator(key)
        if found is None:
            raise Http404
        self.indicator, self.year = found, checked_year(year)
        self.table_class = record_table(found)
        self.reader = Reader.of(request.user)
        self.filterset_class = record_filter(found, self.year, self.rows(), self.reader)
        self.title = _("%(title)s %(year)d年") % {"title": found.title, "year": self.year}
        self.empty = _("在您的职责范围内，这一年没有记录。")
        return super().get(request)

    def rows(self) -> QuerySet:
        return with_related(self.indicator, openable(self.indicator, self.year, self.request.user))

    def context(self, filterset: django_filters.FilterSet, table: tables.Table) -> dict[str, Any]:
        reader = self.reader
        found = figure(self.indicator, self.year, reader)
        parts = breakdowns(self.indicator, self.year, reader)
        opens = may_open(self.indicator, self.request.user)
        shared = super().context(filterset, table)
        return shared | {
            "year": self.year,
            "years": years_around(self.year, "reporting:figure", self.indicator.key),
            "figure": found,
            "parts": [(part, bar_chart(part)) for part in parts],
            "hides": found.hides or any(part.hides for part in parts),
            "opens": opens,
            "may_export": opens and shared["may_export"],
        }


class AnnualReport(DutyView):
    """The annual report as a file."""

    ability = "figures.view"

    def get(self, request: SignedInRequest, year: int, form: str) -> HttpResponse:
        try:
            asked = Form(form)
        except ValueError:
            raise Http404 from None
        checked = checked_year(year)
        content = make_annual_report(actor=request.user, year=checked, form=asked)
        return download(content, f"{title_of(checked, Reader.of(request.user))}.{asked}", asked.content_type)


def figures_in(pillar: Pillar, found: list[Figure]) -> list[Figure]:
    return [one for one in found if one.indicator.pillar == pillar]


def checked_year(year: int) -> int:
    try:
        return parse_year(str(year))
    except ImpossibleYear as fault:
        raise Http404(str(fault)) from None


def years_around(year: int, route: str, *arguments: str) -> list[tuple[int, str]]:
    """(year, address of the same page for it): the one before, this one, the one after, as far as there are any."""
    near = range(max(FIRST_YEAR, year - 1), min(timezone.localdate().year, year + 1) + 1)
    return [(one, reverse(route, args=[one, *arguments])) for one in near]
