"""Filters of the lists of research."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.candidates.models import (
    OPEN_STATES,
    Candidate,
    Level,
    Objection,
    State,
    Then,
    Track,
    Verification,
)
from weibao.web.filtering import SinceFilter

OPEN = "open"
ALL = "all"


class OpenFirst(django_filters.FilterSet):
    """A list that shows what is open until another state is chosen."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "state" not in data:
            data = data.copy()
            data["state"] = OPEN
        super().__init__(data, *args, **kwargs)


class CandidateFilter(OpenFirst):
    track = django_filters.ChoiceFilter(label=_("线"), choices=Track.choices, empty_label=_("全部"))
    level = django_filters.ChoiceFilter(
        label=_("级别"),
        choices=[(one.value, one.label) for one in Level if one != Level.BLUE],
        empty_label=_("全部"),
    )
    town = django_filters.ChoiceFilter(label=_("乡镇"), field_name="child__town", empty_label=_("全部"))
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        method="in_state",
        choices=[(OPEN, _("未决定")), *State.choices, (ALL, _("全部状态"))],
        empty_label=None,
    )
    since = SinceFilter("raised_on")
    then = django_filters.ChoiceFilter(label=_("后续"), choices=Then.choices, empty_label=_("全部"))

    class Meta:
        model = Candidate
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only towns that occur among the candidates in reach are offered.
        towns = (
            self.queryset.exclude(child__town="")
            .order_by("child__town")
            .values_list("child__town", flat=True)
        )
        self.filters["town"].extra["choices"] = [(town, town) for town in towns.distinct()]

    def in_state(self, queryset: QuerySet[Candidate], name: str, value: str) -> QuerySet[Candidate]:
        if value == ALL:
            return queryset
        return queryset.filter(state__in=OPEN_STATES if value == OPEN else [value])


class VerificationFilter(OpenFirst):
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        method="in_state",
        choices=[(OPEN, _("待答复")), ("overdue", _("已逾期")), ("answered", _("已答复")), (ALL, _("全部"))],
        empty_label=None,
    )

    class Meta:
        model = Verification
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == ALL:
            return queryset
        if value == "overdue":
            return queryset.filter(answered_on=None, due_on__lt=timezone.localdate())
        return queryset.filter(answered_on__isnull=value == OPEN)


class ObjectionFilter(VerificationFilter):
    class Meta:
        model = Objection
        fields: list[str] = []
