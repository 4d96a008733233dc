"""The file's own parts: guardians, the time line, the rows behind it, merges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.feeds.models import RowState
from weibao.people.delicate import delicate
from weibao.people.models import Child, Link, Merge
from weibao.people.naming import feed_title
from weibao.people.opening import Field
from weibao.people.policies import abilities_over, sees_feed
from weibao.people.sections import Event, events_for, file_section, timeline_source
from weibao.people.telling import day_of, labelled, sentence_of


@dataclass(frozen=True)
class SourceRow:
    """A linked row as the file shows it."""

    link: Link
    feed: str
    month: date
    place: str
    values: list[tuple[str, str]]
    superseded: bool


@file_section(
    gettext_lazy("监护人"), order=10, ability="children.view", template="people/section_guardians.html"
)
def guardians(child: Child, user: User) -> Mapping[str, Any]:
    return {"guardians": child.guardians.all()}


@file_section(
    gettext_lazy("时间线"), order=70, ability="children.view", template="people/section_timeline.html"
)
def timeline(child: Child, user: User) -> Mapping[str, Any]:
    events = events_for(child, user)
    hidden = {delicate(link.row.values) for link in links_shown(child, user)} - {None}
    return {
        "events": events,
        "sources": sorted({str(event.source) for event in events}),
        "victim": Field.VICTIM in hidden,
        "counsel": Field.COUNSEL in hidden,
    }


@timeline_source(ability="children.view")
def reported(child: Child, user: User) -> Iterator[Event]:
    """What the departments reported; rows that were corrected tell nothing, and of what stands masked just that it
    was reported."""
    for link in links_shown(child, user):
        row, month = link.row, link.row.delivery.report_month
        if row.state != RowState.SUPERSEDED:
            hidden = delicate(row.values)
            said = (
                _("%(what)s，内容隐去。") % {"what": hidden.label}
                if hidden
                else sentence_of(row.feed, row.values, month)
            )
            yield Event(day_of(row.values, month), said, feed_title(row.feed))


def delicate_events(child: Child, user: User, field: Field) -> Iterator[Event]:
    """What stands masked under this field, in full, of the rows within the reader's sight."""
    for link in links_shown(child, user):
        row, month = link.row, link.row.delivery.report_month
        if row.state != RowState.SUPERSEDED and delicate(row.values) == field:
            yield Event(
                day_of(row.values, month), sentence_of(row.feed, row.values, month), feed_title(row.feed)
            )


@file_section(
    gettext_lazy("来源数据"), order=90, ability="children.view", template="people/section_sources.html"
)
def sources(child: Child, user: User) -> Mapping[str, Any]:
    """The rows by feed with their values, and how each was linked."""
    found: dict[str, list[SourceRow]] = {}
    for link in links_shown(child, user):
        row = link.row
        place = f"{row.delivery.file_name} {row.sheet} #{row.row}"
        superseded = row.state == RowState.SUPERSEDED
        shown = SourceRow(link, row.feed, row.delivery.report_month, place, labelled(row.values), superseded)
        found.setdefault(feed_title(row.feed), []).append(shown)
    abilities = abilities_over(child, user)
    return {
        "feeds": found,
        "complete": "sources.view" in abilities,
        "may_unlink": "links.review" in abilities,
    }


@file_section(
    gettext_lazy("合并记录"), order=95, ability="children.merge", template="people/section_merges.html"
)
def merged_files(child: Child, user: User) -> Mapping[str, Any] | None:
    merges = restrict(Merge.objects.filter(kept=child), user, "view")
    found = list(merges.select_related("absorbed", "decided_by", "undone_by"))
    return {"merges": found} if found else None


def links_shown(child: Child, user: User) -> list[Link]:
    """The links in force whose rows this reader may see, newest first (read once a request for a child)."""
    cached = getattr(child, "_links_shown", None)
    if cached is None:
        abilities = abilities_over(child, user)
        links = child.links.filter(ended_at=None).select_related("row__delivery", "decided_by")
        cached = [link for link in links if sees_feed(link.row.feed, abilities)]
        cached.sort(key=lambda link: (link.row.delivery.report_month, link.row_id), reverse=True)
        child._links_shown = cached  # type: ignore[attr-defined]
    return cached
