"""Screening's part of a child's file: the signals that hold now, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.candidates.explaining import explanations_of
from weibao.candidates.models import Candidate, Track
from weibao.people.models import Child
from weibao.people.sections import Event, file_section, timeline_source


@file_section(
    gettext_lazy("筛查信号"), order=30, ability="candidates.view", template="candidates/file_section.html"
)
def signals(child: Child, user: User) -> Mapping[str, Any] | None:
    """The candidates of the child in reach, protection first, each with its sentences."""
    found = list(restrict(Candidate.objects.filter(child=child), user, "view").select_related("run__version"))
    if not found:
        return None
    found.sort(key=lambda one: one.track != Track.PROTECTION)
    explained = explanations_of(found)
    return {"candidates": [(one, explained[one.pk]) for one in found]}


@timeline_source(ability="candidates.view")
def decided(child: Child, user: User) -> Iterator[Event]:
    source = gettext_lazy("研判")
    found = restrict(Candidate.objects.filter(child=child), user, "view")
    for one in found.prefetch_related("verifications__unit"):
        words = {"track": one.get_track_display(), "level": one.get_level_display()}
        # A decision taken on paper may be older than the screening that it was entered for.
        yield Event(
            min(one.raised_on, one.decided_on or one.raised_on),
            _("筛查提出%(track)s线%(level)s预警。") % words,
            source,
            one.get_absolute_url(),
        )
        if one.decided_on:
            words["state"] = one.get_state_display()
            yield Event(
                one.decided_on, _("%(track)s线研判：%(state)s。") % words, source, one.get_absolute_url()
            )
        for asked in one.verifications.all():
            words = {"unit": asked.unit.name}
            if asked.answered_on:
                yield Event(
                    asked.answered_on, _("%(unit)s答复了核实情况。") % words, source, one.get_absolute_url()
                )
            yield Event(asked.asked_on, _("请%(unit)s核实情况。") % words, source, one.get_absolute_url())
