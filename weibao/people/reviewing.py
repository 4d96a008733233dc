"""The review queue: a person says whether a row speaks of a child, row by row or from a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.audit.locking import Alone, hold
from weibao.audit.services import Actor, act
from weibao.feeds.models import FeedRow
from weibao.people.merging import current, decided, join, move_rows, person, two_numbers, versions_in
from weibao.people.models import Child, Link, Proposal, ProposalState
from weibao.people.records import linked_child_numbers
from weibao.people.refreshing import refresh_children
from weibao.people.standing import standing

STILL_LIKELY = 0.5
"""After a row was linked, another proposal of it stays only from this probability on."""


class TwoNumbers(ValueError):
    """The row and the child hold two different usable ID numbers; a person may still say it is the same child,
    after the warning, and the row's number counts for nothing from then on."""


@dataclass(frozen=True)
class Answered:
    """What answering from a list came to."""

    linked: int
    different: int
    in_doubt: list[FeedRow]
    """Rows left waiting, since two ID numbers speak against the answer."""


def decide_proposal(
    *, actor: Actor, proposal: Proposal, answer: ProposalState, despite_numbers: bool = False
) -> None:
    """Answer one proposal: LINKED (the same child), DIFFERENT, or LATER (the whole row is put off).

    Raises:
        TwoNumbers: LINKED against two ID numbers without `despite_numbers`; nothing was done.
    """
    with act(actor, f"links.{answer.value}", ability="links.review", target=proposal) as log:
        hold(Alone.LINKS)
        proposal.refresh_from_db()
        by = person(actor)
        if answer == ProposalState.LINKED:
            link_row(proposal.row, proposal.child, by=by, despite_numbers=despite_numbers)
        elif answer == ProposalState.DIFFERENT:
            Proposal.objects.filter(pk=proposal.pk).update(**decided(answer, by))
        else:
            standing().filter(row=proposal.row).update(state=ProposalState.LATER)
        log.note(row=proposal.row_id, child=proposal.child_id)


def answer_queue(
    *, actor: Actor, answers: Iterable[tuple[FeedRow, Child | None]], despite_numbers: bool = False
) -> Answered:
    """Answer waiting rows from a list: each row's child, or None where it is none of those proposed.

    All in one transaction. Rows whose answer two ID numbers speak against are left waiting, unless
    `despite_numbers`.
    """
    linked = different = 0
    in_doubt = []
    with act(actor, "links.answer", ability="links.review") as log:
        hold(Alone.LINKS)
        by = person(actor)
        for row, child in answers:
            if child is not None:
                try:
                    link_row(row, child, by=by, despite_numbers=despite_numbers)
                except TwoNumbers:
                    in_doubt.append(row)
                    continue
                linked += 1
            else:
                different += 1
            standing().filter(row=row).update(**decided(ProposalState.DIFFERENT, by))
        log.note(linked=linked, different=different)
    return Answered(linked, different, in_doubt)


def link_row(row: FeedRow, child: Child, *, by: User | None, despite_numbers: bool = False) -> None:
    """Link a row to a child by a person's word, inside the caller's act and lock.

    The row's own provisional file goes with it, all its rows included, unless their ID numbers forbid: then the
    row goes alone.
    """
    child = current(child)
    own = current(Link.objects.select_related("child").get(row=row, ended_at=None).child)
    reason = _("人工核对：与该儿童是同一人。")
    if own.pk != child.pk:
        moving = versions_in(own, row)
        against = contradicts(moving, child)
        if against and not despite_numbers:
            raise TwoNumbers(
                _("这一行与该儿童各有一个有效的身份证号，号码不同。请先核对原始材料，确认其中一个号码填错。")
            )
        only_row = Link.objects.filter(child=own, ended_at=None).count() == len(moving)
        if not against and not two_numbers(own, child):
            # The older file stays, so that identities known elsewhere hold.
            kept, absorbed = sorted((own, child), key=lambda one: one.pk)
            child = join(kept, absorbed, reason=reason, decided_by=by).kept
        else:
            move_rows(moving, child, reason=reason, decided_by=by, number_denied=against)
            retire(own, child, reason, by) if only_row else refresh_children([own.pk])
            refresh_children([child.pk])
    mark_linked(row, child, by)


def retire(empty: Child, into: Child, reason: str, by: User | None) -> None:
    """A provisional file that lost its only row leads to where the row went."""
    join(into, empty, reason=reason, decided_by=by)


def mark_linked(row: FeedRow, child: Child, by: User | None) -> None:
    """The row's proposals after it was linked: this child's is answered; of the others those wait on that may
    still be the same child."""
    Proposal.objects.filter(row=row, child=child).update(**decided(ProposalState.LINKED, by))
    others = list(standing().filter(row=row).exclude(child=child).select_related("child"))
    for other in others:
        if other.probability < STILL_LIKELY or two_numbers(other.child, child):
            Proposal.objects.filter(pk=other.pk).update(**decided(ProposalState.LAPSED, by))


def contradicts(rows: list[FeedRow], child: Child) -> bool:
    """Whether a usable ID number on these rows is none of the child's, which has one."""
    theirs = linked_child_numbers({child.pk})[child.pk]
    ours = {
        row.values["id_number"]
        for row in rows
        if row.values.get("id_number") and not row.values.get("birth_date_written")
    }
    return bool(theirs and ours and not ours <= theirs)
