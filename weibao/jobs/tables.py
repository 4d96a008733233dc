"""The table of a person's background work."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from weibao.jobs.models import Job
from weibao.web.lists import Table
from weibao.web.templatetags.weibao import zh_time


class JobTable(Table):
    title = tables.Column(verbose_name=_("任务"), orderable=False)
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "pk"))
    created_at = tables.Column(verbose_name=_("提交时间"), order_by=("created_at", "pk"))
    ended_at = tables.Column(verbose_name=_("结束时间"), order_by=("ended_at", "pk"))

    class Meta(Table.Meta):
        pass

    def render_title(self, record: Job) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title)

    def render_state(self, record: Job) -> SafeString:
        return format_html('<span class="level level-plain">{}</span>', record.get_state_display())

    def render_created_at(self, record: Job) -> str:
        return zh_time(record.created_at)

    def render_ended_at(self, record: Job) -> str:
        return zh_time(record.ended_at)
