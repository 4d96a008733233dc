"""The workbench: what I must do today, what is overdue, what waits for others. Apps declare their part.

    @todo_source
    def visits_due(user: User) -> Iterable[Todo]: ...

in an app's `todos.py`. A source asks through the policies; it yields sentences with one button each. Under the
columns stand two short lists of counts that open, declared likewise: what is still open in my unit, and what came in
since I was last here.

    @loop_source
    def quarantined(user: User) -> Iterable[Tally]: ...

    @change_source
    def new_candidates(user: User, since: date) -> Iterable[Tally]: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone

from weibao.access.models import User


class Column(StrEnum):
    TODAY = "today"
    OVERDUE = "overdue"
    WAITING = "waiting"


@dataclass(frozen=True)
class Todo:
    """One line. `count` > 1 stands for that many records behind one address (counts open)."""

    sentence: str
    address: str
    button: str
    due: date | None = None
    waiting: bool = False
    """Whether it waits for others rather than for me."""
    count: int = 1

    @property
    def column(self) -> Column:
        if self.waiting:
            return Column.WAITING
        return Column.OVERDUE if self.due and self.due < timezone.localdate() else Column.TODAY


Source = Callable[[User], Iterable[Todo]]
_sources: list[Source] = []


def todo_source(source: Source) -> Source:
    _sources.append(source)
    return source


def todos_for(user: User) -> dict[Column, list[Todo]]:
    """All lines of a user by column, the earliest due first."""
    columns: dict[Column, list[Todo]] = {column: [] for column in Column}
    for source in _sources:
        for todo in source(user):
            columns[todo.column].append(todo)
    for lines in columns.values():
        lines.sort(key=lambda todo: (todo.due or date.max, todo.sentence))
    return columns


@dataclass(frozen=True)
class Tally:
    """So many records of one kind, and the list that shows just these. None of them: no line."""

    title: str
    count: int
    address: str


LoopSource = Callable[[User], Iterable[Tally]]
ChangeSource = Callable[[User, date], Iterable[Tally]]
_loops: list[LoopSource] = []
_changes: list[ChangeSource] = []


def loop_source(source: LoopSource) -> LoopSource:
    _loops.append(source)
    return source


def change_source(source: ChangeSource) -> ChangeSource:
    _changes.append(source)
    return source


def loops_for(user: User) -> list[Tally]:
    """What the user's unit has begun and not ended."""
    return [tally for source in _loops for tally in source(user) if tally.count]


def changes_for(user: User, since: date) -> list[Tally]:
    """What came within the user's reach on a day or later."""
    return [tally for source in _changes for tally in source(user, since) if tally.count]
