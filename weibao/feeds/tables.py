"""Tables of deliveries and of their rows."""

from __future__ import annotations

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.feeds.counting import reasons_shown
from weibao.feeds.masking import ShownRows
from weibao.feeds.models import Delivery, FeedRow
from weibao.feeds.senders import feed_title
from weibao.web.lists import Table

ONE_LINE = {"td": {"class": "text-nowrap"}}
PAIR = '<span class="text-nowrap me-2"><span class="text-secondary">{}</span> {}</span>'


class DeliveryTable(Table):
    """Every order ends in the primary key, so that no delivery shows on two pages of a sorted list."""

    file_name = tables.Column(verbose_name=gettext_lazy("文件"), orderable=False)
    feed = tables.Column(verbose_name=gettext_lazy("数据类别"), order_by=("feed", "pk"))
    unit = tables.Column(verbose_name=gettext_lazy("报送单位"), order_by=("unit__name", "pk"))
    report_month = tables.Column(
        verbose_name=gettext_lazy("数据月份"), order_by=("report_month", "pk"), attrs=ONE_LINE
    )
    rows_read = tables.Column(verbose_name=gettext_lazy("读取"), order_by=("rows_read", "pk"))
    accepted = tables.Column(verbose_name=gettext_lazy("接收"), order_by=("accepted", "pk"))
    duplicates = tables.Column(verbose_name=gettext_lazy("重复"), order_by=("duplicates", "pk"))
    quarantined = tables.Column(verbose_name=gettext_lazy("隔离"), order_by=("quarantined", "pk"))
    waiting = tables.Column(verbose_name=gettext_lazy("待更正"), order_by=("waiting", "pk"), attrs=ONE_LINE)
    imported_at = tables.Column(
        verbose_name=gettext_lazy("导入时间"), order_by=("imported_at", "pk"), attrs=ONE_LINE
    )
    imported_by = tables.Column(
        verbose_name=gettext_lazy("经办人"), order_by=("imported_by__name", "pk"), attrs=ONE_LINE
    )

    class Meta(Table.Meta):
        pass

    def render_file_name(self, record: Delivery) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.file_name)

    def value_file_name(self, record: Delivery) -> str:
        return record.file_name

    def render_feed(self, value: str) -> str:
        return feed_title(value)

    def render_report_month(self, record: Delivery) -> str:
        return f"{record.report_month:%Y-%m}"

    def render_waiting(self, value: int) -> SafeString | int:
        if not value:
            return 0
        words = _("%(n)s 行") % {"n": value}
        return format_html('<span class="level level-plain">{}</span>', words)

    def value_waiting(self, value: int) -> int:
        return value

    def render_imported_at(self, record: Delivery) -> str:
        return f"{timezone.localtime(record.imported_at):%Y-%m-%d %H:%M}"


class RowTable(Table):
    """In the order of the file; what a row holds stands masked."""

    place = tables.Column(
        verbose_name=gettext_lazy("位置"),
        accessor="row",
        order_by=("sheet_number", "row", "pk"),
        attrs=ONE_LINE,
    )
    state = tables.Column(
        verbose_name=gettext_lazy("结果"), order_by=("state", "sheet_number", "row", "pk"), attrs=ONE_LINE
    )
    reasons = tables.Column(verbose_name=gettext_lazy("原因和说明"), orderable=False)
    content = tables.Column(verbose_name=gettext_lazy("内容"), accessor="values", orderable=False)

    class Meta(Table.Meta):
        pass

    def __init__(self, *args, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.delivery = delivery
        self.shown = ShownRows(delivery.feed)

    def render_place(self, record: FeedRow) -> str:
        words = (
            _("“%(sheet)s”第 %(row)s 行") if self.delivery.sheets[record.sheet_number] else _("第 %(row)s 行")
        )
        return words % {"sheet": self.delivery.sheets[record.sheet_number], "row": record.row}

    def render_state(self, record: FeedRow) -> str:
        return record.get_state_display()

    def render_reasons(self, record: FeedRow) -> SafeString:
        lines = ((one,) for one in reasons_shown(record, self.delivery))
        return format_html("<div>{}</div>", format_html_join("", "<div>{}</div>", lines))

    def value_reasons(self, record: FeedRow) -> str:
        return "；".join(reasons_shown(record, self.delivery))

    def render_content(self, record: FeedRow) -> SafeString:
        return format_html("<div>{}</div>", format_html_join(" ", PAIR, self.told(record)))

    def value_content(self, record: FeedRow) -> str:
        return "；".join(f"{label} {value}" for label, value in self.told(record))

    def told(self, record: FeedRow) -> list[tuple[str, str]]:
        return [(label, value) for label, value in self.shown.told(record) if value]
