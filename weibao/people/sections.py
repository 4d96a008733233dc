"""The parts of a child's file that other apps fill: sections, lines of the time line, what is being done.

An app declares them in its `file_sections.py`, which is loaded with it:

    @file_section(_("筛查信号"), order=30, ability="candidates.view", template="candidates/file_section.html")
    def signals(child: Child, user: User) -> Mapping[str, Any] | None:
        return {"signals": restrict(Signal.objects.filter(child=child), user, "view")}

    @timeline_source(ability="visits.view")
    def visits(child: Child, user: User) -> Iterable[Event]:
        yield Event(visit.on, sentence, _("走访"), visit.get_absolute_url())

    @doing_source(ability="plans.view")
    def goals(child: Child, user: User) -> Iterable[Doing]: ...

A part is asked for only where one of the reader's duties gives its ability over this very child; within it the
provider still asks through the policies. A section's template finds what the provider answers in `part`, beside
`child`; None leaves the section out. The number of queries of a provider must not grow with its records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from weibao.access.models import User
from weibao.people.models import Child
from weibao.people.policies import abilities_over

Text = str | Promise


@dataclass(frozen=True)
class Event:
    """One line of the time line: the day, a sentence, where it comes from (the filter's word)."""

    on: date
    sentence: str
    source: Text
    address: str = ""


@dataclass(frozen=True)
class Doing:
    """One line of what is being done: what, by whom, until when."""

    what: str
    who: str
    until: date | None = None
    address: str = ""


@dataclass(frozen=True)
class FileSection:
    title: Text
    order: int
    ability: str
    template: str
    provider: Callable[[Child, User], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Source:
    """A source of events or of doings."""

    ability: str
    provider: Callable[[Child, User], Iterable[Any]]


@dataclass(frozen=True)
class ShownSection:
    """A section with what its template gets."""

    title: Text
    anchor: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


_sections: list[FileSection] = []
_timeline: list[Source] = []
_doings: list[Source] = []


def file_section(title: Text, *, order: int, ability: str, template: str):
    """Decorator: this function fills a section of the child's file. The file's own: 10 guardians, 90 rows."""

    def register(provider):
        _sections.append(FileSection(title, order, ability, template, provider))
        return provider

    return register


def timeline_source(*, ability: str):
    """Decorator: this function yields `Event`s of a child."""

    def register(provider: Callable[[Child, User], Iterable[Event]]):
        _timeline.append(Source(ability, provider))
        return provider

    return register


def doing_source(*, ability: str):
    """Decorator: this function yields `Doing`s of a child."""

    def register(provider: Callable[[Child, User], Iterable[Doing]]):
        _doings.append(Source(ability, provider))
        return provider

    return register


def sections_for(child: Child, user: User) -> list[ShownSection]:
    """The sections that this reader may see of this child, in their order."""
    abilities = abilities_over(child, user)
    shown = []
    for number, section in enumerate(sorted(_sections, key=lambda one: one.order)):
        if section.ability not in abilities:
            continue
        context = section.provider(child, user)
        if context is not None:
            shown.append(ShownSection(section.title, f"section-{number}", section.template, context))
    return shown


def events_for(child: Child, user: User) -> list[Event]:
    """The time line over all sources open to this reader, newest first."""
    events = [event for source in _open(_timeline, child, user) for event in source.provider(child, user)]
    return sorted(events, key=lambda event: event.on, reverse=True)


def doings_for(child: Child, user: User) -> list[Doing]:
    """What is being done, what is due first first."""
    doings = [doing for source in _open(_doings, child, user) for doing in source.provider(child, user)]
    return sorted(doings, key=lambda doing: doing.until or date.max)


def _open(sources: list[Source], child: Child, user: User) -> list[Source]:
    abilities = abilities_over(child, user)
    return [source for source in sources if source.ability in abilities]
