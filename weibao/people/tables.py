"""Tables of the child file's lists."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.people.models import Child, Proposal
from weibao.people.naming import feed_title
from weibao.web.lists import Table
from weibao.web.templatetags.weibao import masked_id


class ChildTable(Table):
    """Every order ends in the primary key, so that no row shows on two pages of a sorted list."""

    name = tables.Column(verbose_name=gettext_lazy("姓名"), order_by=("letter", "pk"))
    sex = tables.Column(verbose_name=gettext_lazy("性别"), order_by=("sex", "pk"))
    age = tables.Column(verbose_name=gettext_lazy("年龄"), order_by=("-birth_date", "pk"))
    id_number = tables.Column(verbose_name=gettext_lazy("身份证号"), orderable=False)
    town = tables.Column(verbose_name=gettext_lazy("乡镇"), order_by=("town", "pk"))
    village = tables.Column(verbose_name=gettext_lazy("村（社区）"), order_by=("village", "pk"))
    school_name = tables.Column(verbose_name=gettext_lazy("学校"), order_by=("school_name", "pk"))
    grade = tables.Column(verbose_name=gettext_lazy("年级"), order_by=("grade", "pk"))
    categories = tables.Column(verbose_name=gettext_lazy("儿童类别"), order_by=("categories", "pk"))

    class Meta(Table.Meta):
        pass

    def render_name(self, record: Child) -> str:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.name)

    def value_name(self, record: Child) -> str:
        return record.name

    def render_id_number(self, value: str) -> str:
        return masked_id(value)

    def value_id_number(self, value: str) -> str:
        return masked_id(value)


class ReviewTable(Table):
    """In the order of the queue; no column may order by what the queue does, or the table would order it anew."""

    name = tables.Column(
        verbose_name=gettext_lazy("这一行的姓名"), accessor="row__values__name", orderable=False
    )
    feed = tables.Column(
        verbose_name=gettext_lazy("数据类别"), accessor="row__feed", order_by=("row__feed", "row")
    )
    place = tables.Column(
        verbose_name=gettext_lazy("位置"), accessor="row", order_by=("row__row",), orderable=False
    )
    child = tables.Column(verbose_name=gettext_lazy("最像的档案"), accessor="child__name", orderable=False)
    probability = tables.Column(verbose_name=gettext_lazy("把握"), order_by=("probability", "row"))
    reason = tables.Column(verbose_name=gettext_lazy("理由"), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("状态"), order_by=("state", "row"))

    class Meta(Table.Meta):
        pass

    @staticmethod
    def row_address(record: Proposal) -> str:
        return reverse("people:review-row", args=[record.row_id])

    def render_name(self, record: Proposal, value: str) -> str:
        return format_html('<a href="{}">{}</a>', self.row_address(record), value)

    def value_name(self, value: str) -> str:
        return value

    def render_feed(self, value: str) -> str:
        return feed_title(value)

    def render_place(self, record: Proposal) -> str:
        row = record.row
        return _("%(file)s %(sheet)s 第 %(row)s 行") % {
            "file": row.delivery.file_name,
            "sheet": row.sheet,
            "row": row.row,
        }

    def render_probability(self, value: float) -> str:
        return f"{value:.0%}"

    def render_state(self, record: Proposal) -> str:
        return record.get_state_display()
