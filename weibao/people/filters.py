"""Filters of the child file's lists."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.people.models import Child, Proposal, ProposalState
from weibao.people.search import born_between, find_children

AGES = {"0-5": (0, 5), "6-11": (6, 11), "12-13": (12, 13), "14-15": (14, 15), "16-17": (16, 17)}
"""Bounds that the law draws: 12, 14 and 16 are ages of criminal responsibility (刑法第十七条)."""


class ChildFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("姓名、拼音、首字母、身份证号"), method="search")
    town = django_filters.ChoiceFilter(label=_("乡镇"), field_name="town", empty_label=_("全部"))
    school = django_filters.ChoiceFilter(label=_("学校"), field_name="school_name", empty_label=_("全部"))
    age = django_filters.ChoiceFilter(
        label=_("年龄"),
        method="aged",
        empty_label=_("全部"),
        choices=[(key, _("%(a)s–%(b)s 岁") % {"a": a, "b": b}) for key, (a, b) in AGES.items()],
    )
    category = django_filters.ChoiceFilter(label=_("儿童类别"), method="of_category", empty_label=_("全部"))

    class Meta:
        model = Child
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Only what occurs among the children in reach is offered.
        for name in ("town", "school"):
            column = self.filters[name].field_name
            self.filters[name].extra["choices"] = [(v, v) for v in self.occurring(column)]
        several = {word for words in self.occurring("categories") for word in words.split("；")}
        self.filters["category"].extra["choices"] = [(word, word) for word in sorted(several)]

    def occurring(self, column: str) -> list[str]:
        values = self.queryset.exclude(**{column: ""}).order_by(column).values_list(column, flat=True)
        return list(values.distinct())

    def search(self, queryset: QuerySet[Child], name: str, value: str) -> QuerySet[Child]:
        return find_children(queryset, value)

    def aged(self, queryset: QuerySet[Child], name: str, value: str) -> QuerySet[Child]:
        return queryset.filter(born_between(AGES[value], timezone.localdate()))

    def of_category(self, queryset: QuerySet[Child], name: str, value: str) -> QuerySet[Child]:
        return queryset.filter(categories__contains=value)


class ReviewFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        empty_label=_("全部"),
        choices=[(one.value, one.label) for one in (ProposalState.WAITING, ProposalState.LATER)],
    )

    class Meta:
        model = Proposal
        fields: list[str] = []
