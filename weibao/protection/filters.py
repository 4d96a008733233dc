"""Filters of protection's lists."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from weibao.protection.models import (
    AccessRequest,
    BreakGlass,
    DueSeal,
    GlassState,
    Opening,
    OpeningState,
    RequestState,
)
from weibao.protection.sealing.kinds import CHOICES


class RequestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=RequestState.choices, empty_label=_("全部"))

    class Meta:
        model = AccessRequest
        fields: list[str] = []


class GlassFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=GlassState.choices, empty_label=_("全部"))

    class Meta:
        model = BreakGlass
        fields: list[str] = []


class DueFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=CHOICES, empty_label=_("全部"))

    class Meta:
        model = DueSeal
        fields: list[str] = []


class OpeningFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=OpeningState.choices, empty_label=_("全部"))

    class Meta:
        model = Opening
        fields: list[str] = []
