"""The one audit call. A service does its work inside `act`: permission, transaction and log entry together.

    with act(actor, "candidates.confirm", ability="candidates.decide", target=candidate) as log:
        ...
        log.note(level=candidate.level)

No log, no data: the entry is written in the same transaction as the act, and a failing entry undoes the act.
A refusal is logged too, in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import covers
from weibao.audit.chain import FIRST, Link, seal_of
from weibao.audit.content import check_codes, check_detail, check_purpose
from weibao.audit.locking import Alone, hold
from weibao.audit.models import Entry, Outcome


@dataclass(frozen=True)
class System:
    """An actor that is no person: the schedule, or the operator at the console."""

    name: str
    is_active = True

    def __str__(self) -> str:
        return self.name


Actor = User | System
CONSOLE = System("console")
SCHEDULE = System("schedule")


@dataclass
class Log:
    """What an act notes about itself: ids and counts, never the content of fields."""

    target: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    def about(self, target: Model) -> None:
        self.target = label(target)

    def note(self, **detail: str | int | list[int] | None) -> None:
        """Add to what the entry says.

        Raises:
            ContentInLog: a value is no whole number, switch, short code or list of whole numbers.
        """
        check_detail(detail)
        self.detail.update(detail)


def label(target: Model) -> str:
    return f"{target._meta.label_lower}:{target.pk}"


def actor_label(actor: Actor) -> str:
    return f"user:{actor.pk}" if isinstance(actor, User) else f"system:{actor.name}"


@contextmanager
def act(
    actor: Actor,
    action: str,
    *,
    ability: str | None,
    target: Model | None = None,
    over: Sequence[Model] | None = None,
    purpose: str = "",
) -> Iterator[Log]:
    """Do one act of `actor` in a transaction, with its log entry.

    `ability` is what the actor's duties must give (None only for what every signed-in person may do to what is
    his own), and by it they must reach the target. `over` names other records in its place where the reach is
    theirs: the question that a unit is asked, not the candidate; both files that become one; none, where an act is
    beyond all reach by its nature. Systems hold every ability: they act only through code of this project.

    Raises:
        PermissionDenied: the actor lacks the ability, or it does not reach the record, or a long act outlived the
            duty it rested on; nothing was done, the refusal is in the log.
    """
    log = Log(label(target) if target is not None else "")
    if over is None:
        over = [target] if target is not None else []
    demand(actor, action, ability, target=log.target, over=over, purpose=purpose)
    began = monotonic()
    try:
        with transaction.atomic():
            yield log
            if monotonic() - began > LONG and not still_holds(actor, ability):
                raise RevokedMeanwhile
            write(actor, action, log, purpose, Outcome.DONE)
    except RevokedMeanwhile:
        refuse(actor, action, target=log.target, purpose=purpose)
        raise PermissionDenied(_("办理期间您的职责已收回，这项操作没有完成。")) from None


LONG = 1.0
"""Seconds. An act that takes longer (an export, an import) is asked again at its end whether the actor still may."""


class RevokedMeanwhile(Exception):
    """While the act was done, the duty that it rested on ended."""


def still_holds(actor: Actor, ability: str | None) -> bool:
    """Whether the actor, as the database has him now, may do what he began."""
    if not isinstance(actor, User):
        return True
    now = User.objects.filter(pk=actor.pk, is_active=True).first()
    return now is not None and (ability is None or now.holds(ability))


def demand(
    actor: Actor,
    action: str,
    ability: str | None,
    *,
    target: str = "",
    over: Sequence[Model] = (),
    purpose: str = "",
) -> None:
    """
    Raises:
        PermissionDenied: the actor lacks the ability, or it reaches one of the records not; the refusal is in the log.
    """
    if ability is None or not isinstance(actor, User):
        return
    if not actor.holds(ability) or not all(covers(actor, ability, one) for one in over):
        refuse(actor, action, target=target, purpose=purpose)
        raise PermissionDenied(_("您的职责不包含这项操作。"))


def refuse(actor: Actor, action: str, *, target: str = "", purpose: str = "") -> None:
    """Log that an act was refused, in a transaction of its own: what is refused inside another act would be undone
    with it, so that is a fault of the program (RuntimeError)."""
    with transaction.atomic(durable=True):
        write(actor, action, Log(target), purpose, Outcome.REFUSED)


def write(actor: Actor, action: str, log: Log, purpose: str, outcome: Outcome) -> Entry:
    """Append one entry to the chain; one at a time, whatever the database. The lock is held until the transaction
    ends, so an act writes its entry last.

    Raises:
        ContentInLog: the entry would hold more than ids, counts and codes.
    """
    by = actor_label(actor)
    check_codes(by, action, log.target)
    check_purpose(purpose)
    hold(Alone.CHAIN)
    number, previous = Entry.objects.values_list("number", "seal").order_by("-number").first() or (0, FIRST)
    link = Link(
        number=number + 1,
        at=datetime.now(UTC),
        actor=by,
        action=action,
        target=log.target,
        purpose=purpose,
        outcome=outcome.value,
        detail=log.detail,
        previous=previous,
    )
    return Entry.objects.create(**link._replace(seal=seal_of(link))._asdict())
