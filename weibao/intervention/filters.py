"""Filters of intervention's lists."""

from __future__ import annotations

from datetime import timedelta

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.candidates.models import Track
from weibao.intervention.models import (
    OPEN_FOCUS,
    OPEN_PLAN,
    FocusEntry,
    FocusState,
    Level,
    PlanState,
    SupportPlan,
    Tier,
    TierState,
    Visit,
    VisitState,
)
from weibao.people.models import Child
from weibao.people.search import find_children
from weibao.web.filtering import SinceFilter

OPEN = "open"


class StateFilter(django_filters.ChoiceFilter):
    """By state, or everything that stands open."""

    def __init__(self, states, open_states: tuple[str, ...]) -> None:
        self.open_states = open_states
        choices = [(OPEN, _("未结束")), *states.choices]
        super().__init__(label=_("状态"), empty_label=_("全部"), choices=choices)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        if value == OPEN:
            return queryset.filter(state__in=self.open_states)
        return super().filter(queryset, value)


class NameFilter(django_filters.CharFilter):
    """Records of the children whom the text means, as in the list of children."""

    def __init__(self, child: str) -> None:
        """child: the look-up that leads to the child."""
        super().__init__(label=_("姓名"))
        self.child = child

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        if not value:
            return queryset
        return queryset.filter(**{f"{self.child}__in": find_children(Child.objects.all(), value)})


class ChildFilter(django_filters.FilterSet):
    q = NameFilter("child")


class FocusFilter(ChildFilter):
    state = StateFilter(FocusState, OPEN_FOCUS)
    track = django_filters.ChoiceFilter(label=_("方向"), empty_label=_("全部"), choices=Track.choices)
    since = SinceFilter("entered_on")

    class Meta:
        model = FocusEntry
        fields: list[str] = []


class PlanFilter(ChildFilter):
    state = StateFilter(PlanState, OPEN_PLAN)
    lead = django_filters.ChoiceFilter(
        label=_("负责人"),
        method="led",
        empty_label=_("全部"),
        choices=[("none", _("待指派")), ("unit", _("本单位"))],
    )

    class Meta:
        model = SupportPlan
        fields: list[str] = []

    def led(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "unit":
            return queryset.filter(lead__unit=self.request.user.unit)
        return queryset.filter(lead=None)


class TierFilter(ChildFilter):
    level = django_filters.ChoiceFilter(label=_("级别"), empty_label=_("全部"), choices=Level.choices)
    state = StateFilter(TierState, (TierState.OPEN, TierState.LOWERED))

    class Meta:
        model = Tier
        fields: list[str] = []


class VisitFilter(django_filters.FilterSet):
    """What is to be done first: overdue, this week, this month."""

    when = django_filters.ChoiceFilter(
        label=_("到期"),
        method="due_within",
        empty_label=_("全部"),
        choices=[("overdue", _("已逾期")), ("week", _("七天内到期")), ("month", _("一个月内到期"))],
    )
    state = django_filters.ChoiceFilter(label=_("状态"), empty_label=_("全部"), choices=VisitState.choices)
    q = NameFilter("plan__child")
    since = SinceFilter("recorded_at", moment=True)

    class Meta:
        model = Visit
        fields: list[str] = []

    def due_within(self, queryset: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        today, due = timezone.localdate(), queryset.filter(state=VisitState.DUE)
        if value == "overdue":
            return due.filter(due_on__lt=today)
        days = {"week": 7, "month": 31}[value]
        return due.filter(due_on__gte=today, due_on__lt=today + timedelta(days=days))
