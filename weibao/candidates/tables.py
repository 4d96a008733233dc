"""Tables of the lists of research."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from weibao.candidates.explaining import rules_of
from weibao.candidates.models import Candidate, Objection, Verification
from weibao.candidates.ruling import version_in_force
from weibao.web.lists import Table
from weibao.web.templatetags.weibao import due, level, zh_date

WHOLE = {"td": {"class": "text-nowrap"}}
"""For short words that read badly when broken."""


class CandidateTable(Table):
    """Every order ends in the primary key, so that no row shows on two pages of a sorted list."""

    child = tables.Column(
        verbose_name=_("儿童"), attrs=WHOLE, accessor="child__name", order_by=("child__letter", "pk")
    )
    track = tables.Column(verbose_name=_("线"), attrs=WHOLE, order_by=("-track", "pk"))
    level = tables.Column(verbose_name=_("级别"), order_by=("level_rank", "-points", "pk"))
    points = tables.Column(verbose_name=_("分值"), order_by=("points", "pk"))
    rules = tables.Column(verbose_name=_("依据"), orderable=False)
    town = tables.Column(
        verbose_name=_("乡镇"), attrs=WHOLE, accessor="child__town", order_by=("child__town", "pk")
    )
    school = tables.Column(
        verbose_name=_("学校"), accessor="child__school_name", order_by=("child__school_name", "pk")
    )
    state = tables.Column(verbose_name=_("状态"), attrs=WHOLE, order_by=("state", "pk"))
    keep_until = tables.Column(verbose_name=_("决定期限"), order_by=("raised_on", "pk"))

    class Meta(Table.Meta):
        pass

    @cached_property
    def titles(self) -> dict[str, str]:
        return {rule.id: rule.title for rule in rules_of(version_in_force().text).rules}

    def render_child(self, record: Candidate, value: str) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_child(self, value: str) -> str:
        return value

    def render_level(self, record: Candidate) -> str:
        return level(record.level)

    def value_level(self, record: Candidate) -> str:
        return record.get_level_display()

    def render_rules(self, record: Candidate) -> str:
        return "；".join(f"{rule} {self.titles.get(rule, '')}".strip() for rule in record.rule_list)

    def render_keep_until(self, record: Candidate, value: Any) -> str:
        return due(value) if record.is_open else zh_date(record.decided_on)

    def value_keep_until(self, value: Any) -> Any:
        return value


class VerificationTable(Table):
    child = tables.Column(
        verbose_name=_("儿童"),
        attrs=WHOLE,
        accessor="candidate__child__name",
        order_by=("candidate__child__letter", "pk"),
    )
    question = tables.Column(verbose_name=_("请核实的事项"), orderable=False)
    unit = tables.Column(verbose_name=_("核实单位"), accessor="unit__name", order_by=("unit__name", "pk"))
    asked_on = tables.Column(verbose_name=_("提出日期"), order_by=("asked_on", "pk"))
    due_on = tables.Column(verbose_name=_("答复期限"), order_by=("due_on", "pk"))

    class Meta(Table.Meta):
        pass

    def render_child(self, record: Verification, value: str) -> str:
        return format_html('<a href="{}">{}</a>', self.row_address(record), value)

    def value_child(self, value: str) -> str:
        return value

    def render_asked_on(self, value: Any) -> str:
        return zh_date(value)

    def render_due_on(self, record: Verification, value: Any) -> str:
        if record.answered_on:
            return format_html("{} {}", zh_date(record.answered_on), _("已答复"))
        return due(value)

    def value_due_on(self, value: Any) -> Any:
        return value


class AskedTable(VerificationTable):
    """For those who asked: a row leads to the candidate."""

    class Meta(VerificationTable.Meta):
        pass

    @staticmethod
    def row_address(record: Verification) -> str:
        return record.candidate.get_absolute_url()


class ObjectionTable(Table):
    child = tables.Column(
        verbose_name=_("儿童"),
        attrs=WHOLE,
        accessor="candidate__child__name",
        order_by=("candidate__child__letter", "pk"),
    )
    objector = tables.Column(verbose_name=_("提出人"), orderable=False)
    text = tables.Column(verbose_name=_("异议内容"), orderable=False)
    received_on = tables.Column(verbose_name=_("收到日期"), order_by=("received_on", "pk"))
    outcome = tables.Column(verbose_name=_("结论"), order_by=("outcome", "pk"), empty_values=())
    due_on = tables.Column(verbose_name=_("答复期限"), order_by=("due_on", "pk"))

    class Meta(Table.Meta):
        pass

    def render_child(self, record: Objection, value: str) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_child(self, value: str) -> str:
        return value

    def render_objector(self, record: Objection) -> str:
        return f"{record.objector}（{record.relation}）"

    def render_text(self, value: str) -> str:
        return value if len(value) <= 40 else value[:39] + "…"

    def value_text(self, value: str) -> str:
        return value

    def render_received_on(self, value: Any) -> str:
        return zh_date(value)

    def render_outcome(self, record: Objection) -> str:
        return record.get_outcome_display() or str(_("待答复"))

    def render_due_on(self, record: Objection, value: Any) -> str:
        return zh_date(record.answered_on) if record.answered_on else due(value)

    def value_due_on(self, value: Any) -> Any:
        return value
