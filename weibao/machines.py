"""How records pass from state to state, as tables: source, target, ability, guard, deadline. Services take a step;
nothing else writes a state.

    FOCUS = {"confirm": Step((PROPOSED,), IN_FORCE, "focus.confirm", second_person, timedelta(days=5)), …}

    with step(actor, FOCUS, "confirm", entry, on=on) as (entry, log):
        ...
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.audit.services import Actor, Log, act

M = TypeVar("M", bound=Model)

Guard = Callable[[Any, Actor, date], str]
"""(record, actor, on) → a sentence that says why not and what to do; empty: free to go."""


class CannotAct(ValueError):
    """The act can't be done now; the message says why and what to do."""


class ChangedMeanwhile(CannotAct):
    """Another person wrote the record after this one had opened it."""


def free(record: Any, actor: Actor, on: date) -> str:
    return ""


@dataclass(frozen=True)
class Step:
    """One line of a table. `ability` None: it happens by itself or with another step, no person takes it alone."""

    sources: tuple[str, ...]
    target: str
    ability: str | None
    guard: Guard = free
    within: timedelta | None = None
    """How long a record may stand in a source state before this step is overdue."""


Machine = Mapping[str, Step]


@contextmanager
def step(
    actor: Actor, machine: Machine, name: str, record: M, *, on: date, ability: str | None = None
) -> Iterator[tuple[M, Log]]:
    """Take a step inside one act: permission, lock, state, guard. Yields the record as it now stands, its state
    changed, for the service to fill and save.

    `ability` may be given where it depends on the record (the authority of a tier); the table's then is None.

    Raises:
        PermissionDenied: the actor's duties do not give the ability.
        CannotAct: the record is in none of the step's source states, or the guard says why not.
    """
    line = machine[name]
    action = f"{record._meta.model_name}.{name}"
    with act(actor, action, ability=ability or line.ability, target=record) as log:
        record = locked(record)
        take(machine, name, record, actor=actor, on=on)
        log.note(state=str(line.target), on=on.isoformat())
        yield record, log


def take(machine: Machine, name: str, record: Any, *, actor: Actor, on: date) -> None:
    """Change the state of a record (unsaved) by a step, within an act that the caller does.

    Raises:
        CannotAct: the record is in none of the step's source states, or the guard says why not.
    """
    line = machine[name]
    if record.state not in line.sources:
        raise CannotAct(
            _("这条记录现在是“%(state)s”，不能做这一步。请刷新页面再看。")
            % {"state": record.get_state_display()}
        )
    reason = line.guard(record, actor, on)
    if reason:
        raise CannotAct(reason)
    record.state = line.target


def possible(machine: Machine, record: Any) -> list[str]:
    """The steps that a person may take from the record's state, whoever he is."""
    return [name for name, line in machine.items() if record.state in line.sources and line.ability]


def locked(record: M) -> M:
    """The record as the database has it, nobody else writing it until the transaction ends."""
    return type(record)._default_manager.select_for_update().get(pk=record.pk)


def mark_of(record: Any, *fields: str) -> str:
    """A mark of what these fields hold, for a form that shows them: it goes out with the form and comes back with it. A
    keyed hash, so it tells nothing."""
    return mark(record._meta.label_lower, record.pk, *(getattr(record, name) for name in fields))


def mark(*held: object) -> str:
    """A mark of any values, in their order."""
    said = json.dumps([str(one) for one in held], ensure_ascii=False)
    return salted_hmac("weibao.machines.mark", said, algorithm="sha256").hexdigest()[:32]


def require_unchanged(seen: str | None, now: str) -> None:
    """Within the act that writes, the record locked: what the writer began from must be what stands there now. `seen`
    None: the caller began from nothing, such as the program itself.

    Raises:
        ChangedMeanwhile: another person wrote it after the writer had opened it.
    """
    if seen is not None and seen != now:
        raise ChangedMeanwhile(_("您打开这一页之后，别人改过这条记录，您的内容还没有保存。请对照后再提交。"))


def day(on: date | None) -> date:
    """The day an act took place: today, unless it was on paper before.

    Raises:
        CannotAct: the day lies ahead.
    """
    today = timezone.localdate()
    if on is not None and on > today:
        raise CannotAct(_("日期不能晚于今天，请更正。"))
    return on or today


def person(actor: Actor) -> User | None:
    """The actor where it is a person; systems sign nothing."""
    return actor if isinstance(actor, User) else None
