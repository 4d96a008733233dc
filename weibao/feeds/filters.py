"""Filters of deliveries and of their rows."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from weibao.access.models import Unit
from weibao.feeds.counting import STATES, Outcome, for_reason
from weibao.feeds.definitions import definitions
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.web.filtering import SinceFilter


class DeliveryFilter(django_filters.FilterSet):
    """Only units and months that occur among the deliveries in reach are offered."""

    feed = django_filters.ChoiceFilter(label=_("数据类别"), empty_label=_("全部"))
    unit = django_filters.ModelChoiceFilter(
        label=_("报送单位"), queryset=Unit.objects.none(), empty_label=_("全部")
    )
    month = django_filters.ChoiceFilter(label=_("数据月份"), field_name="report_month", empty_label=_("全部"))
    waiting = django_filters.ChoiceFilter(
        label=_("隔离行"),
        method="with_waiting",
        empty_label=_("全部"),
        choices=[("yes", _("有待更正的"))],
    )

    since = SinceFilter("imported_at", moment=True)

    class Meta:
        model = Delivery
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["feed"].extra["choices"] = [(one.name, one.title) for one in definitions().values()]
        units = self.queryset.order_by().values("unit")
        self.filters["unit"].queryset = Unit.objects.filter(pk__in=units)
        months = self.queryset.order_by("-report_month").values_list("report_month", flat=True).distinct()
        self.filters["month"].extra["choices"] = [(month.isoformat(), f"{month:%Y-%m}") for month in months]

    def with_waiting(self, queryset: QuerySet[Delivery], name: str, value: str) -> QuerySet[Delivery]:
        waiting = FeedRow.objects.filter(delivery=OuterRef("pk"), state=RowState.QUARANTINED)
        return queryset.filter(Exists(waiting))


class RowFilter(django_filters.FilterSet):
    """Of the rows of one delivery, whose reasons are offered."""

    outcome = django_filters.ChoiceFilter(
        label=_("去向"), method="of_outcome", choices=Outcome.choices, empty_label=_("全部")
    )
    reason = django_filters.ChoiceFilter(label=_("原因"), method="of_reason", empty_label=_("全部"))
    waiting = django_filters.ChoiceFilter(
        label=_("更正"),
        field_name="state",
        choices=[(RowState.QUARANTINED.value, _("待更正")), (RowState.MENDED.value, _("已更正"))],
        empty_label=_("全部"),
    )

    class Meta:
        model = FeedRow
        fields: list[str] = []

    def __init__(self, *args, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.delivery = delivery
        self.filters["reason"].extra["choices"] = [(reason, reason) for reason in delivery.reasons]

    def of_outcome(self, queryset: QuerySet[FeedRow], name: str, value: str) -> QuerySet[FeedRow]:
        return queryset.filter(state__in=STATES[value])

    def of_reason(self, queryset: QuerySet[FeedRow], name: str, value: str) -> QuerySet[FeedRow]:
        return for_reason(queryset, value, self.delivery)
