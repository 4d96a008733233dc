"""Tables of the administration's lists. Every order ends in the primary key, so that no row shows on two pages."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.models import Unit, User
from weibao.audit.models import Entry
from weibao.audit.wording import action_title, actor_names, told_detail
from weibao.web.lists import Table
from weibao.web.templatetags.weibao import zh_time


def in_use(active: bool) -> SafeString:
    if active:
        return format_html('<span class="level level-plain">{}</span>', _("在用"))
    return format_html('<span class="level level-yellow">{}</span>', _("已停用"))


class UnitTable(Table):
    name = tables.Column(verbose_name=gettext_lazy("单位名称"), order_by=("name", "pk"))
    short_name = tables.Column(verbose_name=gettext_lazy("简称"), order_by=("short_name", "pk"))
    kind = tables.Column(verbose_name=gettext_lazy("类别"), order_by=("kind", "pk"))
    area = tables.Column(verbose_name=gettext_lazy("所在地域"), order_by=("area_id", "pk"))
    people = tables.Column(verbose_name=gettext_lazy("账号数"), order_by=("people", "pk"))
    is_active = tables.Column(verbose_name=gettext_lazy("状态"), order_by=("-is_active", "pk"))

    class Meta(Table.Meta):
        pass

    def __init__(self, *args, request, **kwargs) -> None:
        self.opens = request.user.holds("units.manage")
        super().__init__(*args, request=request, row_attrs={"data-href": self.address}, **kwargs)

    def address(self, record: Unit) -> str | None:
        return reverse("access:unit", args=[record.pk]) if self.opens else None

    def render_name(self, record: Unit) -> SafeString | str:
        return (
            format_html('<a href="{}">{}</a>', self.address(record), record.name)
            if self.opens
            else record.name
        )

    def value_name(self, record: Unit) -> str:
        return record.name

    def render_is_active(self, value: bool) -> SafeString:
        return in_use(value)

    def value_is_active(self, value: bool) -> str:
        return _("在用") if value else _("已停用")


class AccountTable(Table):
    username = tables.Column(verbose_name=gettext_lazy("账号"), order_by=("username", "pk"))
    name = tables.Column(verbose_name=gettext_lazy("姓名"), order_by=("name", "pk"))
    unit = tables.Column(
        verbose_name=gettext_lazy("所在单位"), accessor="unit__name", order_by=("unit__name", "pk")
    )
    last_login = tables.Column(
        verbose_name=gettext_lazy("最近登录"), order_by=("last_login", "pk"), empty_values=()
    )
    is_active = tables.Column(verbose_name=gettext_lazy("状态"), order_by=("-is_active", "pk"))

    class Meta(Table.Meta):
        pass

    @staticmethod
    def row_address(record: User) -> str:
        return reverse("access:account", args=[record.pk])

    def render_username(self, record: User) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.row_address(record), record.username)

    def value_username(self, record: User) -> str:
        return record.username

    def render_last_login(self, record: User) -> str:
        return zh_time(record.last_login)

    def render_is_active(self, value: bool) -> SafeString:
        return in_use(value)

    def value_is_active(self, value: bool) -> str:
        return _("在用") if value else _("已停用")


class HolderTable(AccountTable):
    held = tables.Column(
        verbose_name=gettext_lazy("现有职责"), accessor="held", orderable=False, empty_values=()
    )

    class Meta(AccountTable.Meta):
        sequence = ("username", "name", "unit", "held", "last_login", "is_active")

    @staticmethod
    def row_address(record: User) -> str:
        return reverse("access:user", args=[record.pk])

    def render_held(self, record: User) -> str:
        return "；".join(f"{duty.get_kind_display()}（{duty.area}）" for duty in record.held) or _("没有职责")  # type: ignore[attr-defined]


class EntryTable(Table):
    at = tables.Column(verbose_name=gettext_lazy("时间"), order_by=("pk",))
    actor = tables.Column(verbose_name=gettext_lazy("操作人"), order_by=("actor", "pk"))
    action = tables.Column(verbose_name=gettext_lazy("操作"), order_by=("action", "pk"))
    target = tables.Column(verbose_name=gettext_lazy("对象"), order_by=("target", "pk"))
    purpose = tables.Column(verbose_name=gettext_lazy("用途"), order_by=("purpose", "pk"))
    outcome = tables.Column(verbose_name=gettext_lazy("结果"), order_by=("outcome", "pk"))
    detail = tables.Column(verbose_name=gettext_lazy("要素"), orderable=False)

    class Meta(Table.Meta):
        pass

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.names = actor_names()

    def render_at(self, value) -> str:
        return zh_time(value)

    def render_actor(self, value: str) -> str:
        return self.names.get(value, value)

    def render_action(self, value: str) -> SafeString:
        return format_html('{} <span class="text-secondary small">{}</span>', action_title(value), value)

    def value_action(self, value: str) -> str:
        return value

    def render_outcome(self, record: Entry) -> SafeString:
        css = "level-plain" if record.outcome == "done" else "level-orange"
        return format_html('<span class="level {}">{}</span>', css, record.get_outcome_display())

    def value_outcome(self, record: Entry) -> str:
        return record.get_outcome_display()

    def render_detail(self, value: dict) -> str:
        return told_detail(value)
