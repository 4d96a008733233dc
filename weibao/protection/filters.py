"""Filters of protection's lists."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from weibao.protection.models import AccessRequest, BreakGlass, GlassState, RequestState


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
