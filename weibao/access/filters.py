"""Filters of the administration's lists."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from weibao.access.duties import DUTY_KINDS
from weibao.access.models import DutyAssignment, Unit, UnitKind, User
from weibao.audit.models import Entry, Outcome

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
IN_USE = [("True", _("在用")), ("False", _("已停用"))]


class UnitFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("名称"), method="search")
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=UnitKind.choices, empty_label=_("全部"))
    is_active = django_filters.ChoiceFilter(label=_("状态"), choices=IN_USE, empty_label=_("全部"))

    class Meta:
        model = Unit
        fields: list[str] = []

    def search(self, queryset: QuerySet[Unit], name: str, value: str) -> QuerySet[Unit]:
        return queryset.filter(Q(name__icontains=value) | Q(short_name__icontains=value))


class UserFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("姓名、账号、单位"), method="search")
    is_active = django_filters.ChoiceFilter(label=_("状态"), choices=IN_USE, empty_label=_("全部"))

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(
            Q(name__icontains=value) | Q(username__icontains=value) | Q(unit__name__icontains=value)
        )


class HolderFilter(UserFilter):
    duty = django_filters.ChoiceFilter(
        label=_("职责"),
        method="holding",
        empty_label=_("全部"),
        choices=[(key, one.title) for key, one in DUTY_KINDS.items()],
    )

    def holding(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        holders = DutyAssignment.objects.in_force().filter(kind=value)
        return queryset.filter(pk__in=holders.values("user"))


class EntryFilter(django_filters.FilterSet):
    actor = django_filters.CharFilter(label=_("操作人"), method="by")
    action = django_filters.CharFilter(label=_("操作"), field_name="action", lookup_expr="icontains")
    target = django_filters.CharFilter(label=_("对象"), field_name="target", lookup_expr="icontains")
    outcome = django_filters.ChoiceFilter(label=_("结果"), choices=Outcome.choices, empty_label=_("全部"))
    since = django_filters.DateFilter(label=_("从"), field_name="at", lookup_expr="date__gte", widget=DAY)
    until = django_filters.DateFilter(label=_("到"), field_name="at", lookup_expr="date__lte", widget=DAY)

    class Meta:
        model = Entry
        fields: list[str] = []

    def by(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        people = User.objects.filter(Q(name__icontains=value) | Q(username__icontains=value))
        labels = [f"user:{pk}" for pk in people.values_list("pk", flat=True)]
        return queryset.filter(
            Q(actor__in=labels) | Q(actor__iexact=value) | Q(actor__iexact=f"system:{value}")
        )
