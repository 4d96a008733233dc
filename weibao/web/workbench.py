"""The workbench: what I must do today, what is overdue, what waits for others. Apps declare their part.

    @todo_source
    def visits_due(user: User) -> Iterable[Todo]: ...

in an app's `todos.py`. A source asks through the policies; it yields sentences with one button each.
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
