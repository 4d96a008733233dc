"""Filters of a person's background work."""

import django_filters
from django.utils.translation import gettext_lazy as _

from weibao.jobs.models import Job, State


class JobFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=State.choices, empty_label=_("全部"))

    class Meta:
        model = Job
        fields: list[str] = []
