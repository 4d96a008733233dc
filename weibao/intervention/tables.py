"""Tables of intervention's lists. Every order ends in the primary key, so that no row shows on two pages."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from weibao.intervention.models import FocusEntry, FocusState, SupportPlan, Tier, Visit, VisitState
from weibao.web.lists import Table
from weibao.web.templatetags.weibao import due, zh_date


class DayColumn(tables.Column):
    """A day as people write it; ISO in exports."""

    def render(self, value) -> str:
        return zh_date(value)

    def value(self, value) -> str:
        return value.isoformat()


class ChildTable(Table):
    """Tables of records of one child: its name opens the record."""

    name = tables.Column(verbose_name=_("姓名"), accessor="child__name", order_by=("child__letter", "pk"))
    town = tables.Column(
        verbose_name=_("乡镇"), accessor="child__town", order_by=("child__town", "pk"), default="—"
    )
    school = tables.Column(
        verbose_name=_("学校"),
        accessor="child__school_name",
        order_by=("child__school_name", "pk"),
        default="—",
    )

    class Meta(Table.Meta):
        pass

    def render_name(self, record, value: str) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_name(self, value: str) -> str:
        return value


class FocusTable(ChildTable):
    track = tables.Column(verbose_name=_("方向"), order_by=("track", "pk"))
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))
    proposed_on = DayColumn(verbose_name=_("提请日期"), order_by=("proposed_on", "pk"))
    entered_on = DayColumn(verbose_name=_("列入日期"), order_by=("entered_on", "pk"), default="—")
    valid_until = tables.Column(verbose_name=_("有效期至"), order_by=("valid_until", "pk"), default="—")

    class Meta(ChildTable.Meta):
        pass

    def render_valid_until(self, record: FocusEntry, value) -> str:
        return due(value) if record.state == FocusState.IN_FORCE else zh_date(value)

    def value_valid_until(self, value) -> str:
        return value.isoformat()


class PlanTable(ChildTable):
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))
    lead = tables.Column(
        verbose_name=_("专班负责人"), accessor="lead__name", order_by=("lead__name", "pk"), default="—"
    )
    opened_on = DayColumn(verbose_name=_("立项日期"), order_by=("opened_on", "pk"))
    until = DayColumn(verbose_name=_("执行至"), order_by=("until", "pk"), default="—")
    next_visit = tables.Column(verbose_name=_("下次回访"), order_by=("next_visit", "pk"), default="—")

    class Meta(ChildTable.Meta):
        pass

    def render_next_visit(self, record: SupportPlan, value) -> str:
        return due(value)

    def value_next_visit(self, value) -> str:
        return value.isoformat()


class VisitTable(ChildTable):
    name = tables.Column(
        verbose_name=_("姓名"), accessor="plan__child__name", order_by=("plan__child__letter", "pk")
    )
    town = tables.Column(
        verbose_name=_("乡镇"),
        accessor="plan__child__town",
        order_by=("plan__child__town", "pk"),
        default="—",
    )
    school = None
    due_on = tables.Column(verbose_name=_("应访日期"), order_by=("due_on", "pk"))
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))
    visited_on = DayColumn(verbose_name=_("回访日期"), order_by=("visited_on", "pk"), default="—")
    manner = tables.Column(verbose_name=_("方式"), order_by=("manner", "pk"), default="—")
    recorded_by = tables.Column(
        verbose_name=_("记录人"),
        accessor="recorded_by__name",
        order_by=("recorded_by__name", "pk"),
        default="—",
    )

    class Meta(ChildTable.Meta):
        sequence = ("name", "due_on", "state", "...")

    def render_due_on(self, record: Visit, value) -> str:
        return due(value) if record.state == VisitState.DUE else zh_date(value)

    def value_due_on(self, value) -> str:
        return value.isoformat()


class TierTable(ChildTable):
    level = tables.Column(verbose_name=_("级别"), order_by=("level", "pk"))
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))
    unit = tables.Column(
        verbose_name=_("决定单位"), accessor="unit__name", order_by=("unit__name", "pk"), default="—"
    )
    opened_on = DayColumn(verbose_name=_("开始日期"), order_by=("opened_on", "pk"))
    until = DayColumn(verbose_name=_("实施至"), order_by=("until", "pk"))

    class Meta(ChildTable.Meta):
        pass

    def render_level(self, record: Tier) -> str:
        return record.get_level_display()
