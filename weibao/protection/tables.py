"""Tables of protection's lists. Every order ends in the primary key, so that no row shows on two pages."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from weibao.protection.models import AccessRequest, BreakGlass, DueSeal, Opening
from weibao.web.lists import Table
from weibao.web.templatetags.weibao import due, masked_id, masked_name, zh_time


class TimeColumn(tables.Column):
    def render(self, value) -> str:
        return zh_time(value)


class RequestTable(Table):
    """One's own requests: what one wrote oneself, and the answer."""

    asked_at = TimeColumn(verbose_name=_("申请时间"), order_by=("asked_at", "pk"))
    subject = tables.Column(verbose_name=_("申请查阅的儿童"), orderable=False)
    days = tables.Column(verbose_name=_("查阅期限（天）"), order_by=("days", "pk"))
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))

    class Meta(Table.Meta):
        pass

    def render_subject(self, record: AccessRequest) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), told_subject(record))

    def value_subject(self, record: AccessRequest) -> str:
        return told_subject(record)


class DecideTable(Table):
    asked_at = TimeColumn(verbose_name=_("申请时间"), order_by=("asked_at", "pk"))
    requester = tables.Column(verbose_name=_("申请人"), order_by=("requester__name", "pk"))
    unit = tables.Column(
        verbose_name=_("单位"), accessor="requester__unit", order_by=("requester__unit__name", "pk")
    )
    purpose = tables.Column(verbose_name=_("用途"), order_by=("purpose", "pk"))
    days = tables.Column(verbose_name=_("查阅期限（天）"), order_by=("days", "pk"))
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))

    class Meta(Table.Meta):
        pass

    @staticmethod
    def row_address(record: AccessRequest) -> str:
        return reverse("protection:decide", args=[record.pk])

    def render_requester(self, record: AccessRequest) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.row_address(record), record.requester)

    def value_requester(self, record: AccessRequest) -> str:
        return record.requester.name


class GlassTable(Table):
    broken_at = TimeColumn(verbose_name=_("时间"), order_by=("broken_at", "pk"))
    hours = tables.Column(verbose_name=_("查阅时长（小时）"), order_by=("hours", "pk"))
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))

    class Meta(Table.Meta):
        pass


class MyGlassTable(GlassTable):
    file = tables.Column(verbose_name=_("档案号"), accessor="child", orderable=False)

    class Meta(GlassTable.Meta):
        sequence = ("broken_at", "file", "hours", "state")

    def render_file(self, record: BreakGlass) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.child.file_number)

    def value_file(self, record: BreakGlass) -> str:
        return record.child.file_number


class ReviewGlassTable(GlassTable):
    user = tables.Column(verbose_name=_("查阅人"), order_by=("user__name", "pk"))
    unit = tables.Column(verbose_name=_("单位"), accessor="user__unit", order_by=("user__unit__name", "pk"))
    child = tables.Column(verbose_name=_("儿童"), orderable=False)

    class Meta(GlassTable.Meta):
        sequence = ("broken_at", "user", "unit", "child", "hours", "state")

    @staticmethod
    def row_address(record: BreakGlass) -> str:
        return reverse("protection:glass-review", args=[record.pk])

    def render_user(self, record: BreakGlass) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.row_address(record), record.user)

    def value_user(self, record: BreakGlass) -> str:
        return record.user.name

    def render_child(self, record: BreakGlass) -> str:
        return masked_name(record.child.name)


class AuditedGlassTable(GlassTable):
    user = tables.Column(verbose_name=_("查阅人"), order_by=("user__name", "pk"))
    unit = tables.Column(verbose_name=_("单位"), accessor="user__unit", order_by=("user__unit__name", "pk"))
    file = tables.Column(verbose_name=_("档案号"), accessor="child", orderable=False)
    explained_at = TimeColumn(verbose_name=_("说明时间"), order_by=("explained_at", "pk"), default="—")
    reviewed_by = tables.Column(verbose_name=_("复核人"), order_by=("reviewed_by__name", "pk"), default="—")

    class Meta(GlassTable.Meta):
        sequence = ("broken_at", "user", "unit", "file", "hours", "explained_at", "reviewed_by", "state")

    @staticmethod
    def row_address(record: BreakGlass) -> str:
        return reverse("protection:who-sees", args=[record.child.public_id])

    def render_file(self, record: BreakGlass) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.row_address(record), record.child.file_number)

    def value_file(self, record: BreakGlass) -> str:
        return record.child.file_number


class DueTable(Table):
    """What is due to be sealed: the kind and the day; the child by its file number alone."""

    kind = tables.Column(verbose_name=_("类别"), order_by=("kind", "pk"))
    file = tables.Column(verbose_name=_("档案号"), accessor="child", orderable=False)
    due_on = tables.Column(verbose_name=_("封存期限"), order_by=("due_on", "pk"))

    class Meta(Table.Meta):
        pass

    @staticmethod
    def row_address(record: DueSeal) -> str:
        return reverse("protection:seal-due", args=[record.pk])

    def render_kind(self, record: DueSeal) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.row_address(record), record.get_kind_display())

    def value_kind(self, record: DueSeal) -> str:
        return record.get_kind_display()

    def render_file(self, record: DueSeal) -> str:
        return record.child.file_number

    def render_due_on(self, record: DueSeal) -> SafeString:
        return due(record.due_on)

    def value_due_on(self, record: DueSeal) -> str:
        return record.due_on.isoformat()


class OpeningTable(Table):
    asked_at = TimeColumn(verbose_name=_("申请时间"), order_by=("asked_at", "pk"))
    document = tables.Column(verbose_name=_("文书号"), orderable=False)
    ground = tables.Column(verbose_name=_("法律依据"), order_by=("ground", "pk"))
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))

    class Meta(Table.Meta):
        pass

    def render_document(self, record: Opening) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.row_address(record), record.document)

    def value_document(self, record: Opening) -> str:
        return record.document


class DecideOpeningTable(OpeningTable):
    reader = tables.Column(verbose_name=_("查询人"), order_by=("reader__name", "pk"))

    class Meta(OpeningTable.Meta):
        sequence = ("asked_at", "reader", "document", "ground", "state")

    @staticmethod
    def row_address(record: Opening) -> str:
        return reverse("protection:opening-decide", args=[record.public_id])


def told_subject(record: AccessRequest) -> str:
    """What the requester wrote; an ID number masked, a clue shortened."""
    subject = record.subject
    return masked_id(subject) if len(subject) == 18 and subject[:17].isdigit() else subject[:60]
