"""What follows a confirmation: the apps above say how the next step is taken, and this app offers it.

    @follows("focus", title=_("提请列入重点青少年"), ability="focus.propose", pending=not_yet_proposed)
    def propose(candidate: Candidate) -> str:
        return reverse("intervention:propose", args=[candidate.pk])

in an app's `following_steps.py`, which is loaded with it. The step stands on the confirmed candidate's page for those
whose duties give the ability; an empty address leaves it out (the step was taken). `pending` narrows confirmed
candidates to those whose step is still to be taken: with it the step is a line of the workbench too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from weibao.access.models import User
from weibao.candidates.models import Candidate, State, Then

Address = Callable[[Candidate], str | None]
Narrowing = Callable[[QuerySet[Candidate]], QuerySet[Candidate]]


@dataclass(frozen=True)
class Following:
    """A step that may be taken after a confirmation with that `then`."""

    then: str
    title: str | Promise
    ability: str
    address: Address
    pending: Narrowing | None = None


@dataclass(frozen=True)
class Step:
    """A step as the page offers it."""

    title: str | Promise
    address: str


_followings: list[Following] = []


def follows(then: str, *, title: str | Promise, ability: str, pending: Narrowing | None = None):
    """Decorator: this function answers where the step that follows is taken."""
    Then(then)

    def register(address: Address) -> Address:
        _followings.append(Following(then, title, ability, address, pending))
        return address

    return register


def followings() -> list[Following]:
    return list(_followings)


def steps_for(candidate: Candidate, user: User) -> list[Step]:
    """The next steps of a confirmed candidate that this reader may take; none while an objection is open."""
    if candidate.state != State.CONFIRMED or candidate.effects_suspended:
        return []
    found = []
    for one in _followings:
        if one.then == candidate.then and user.holds(one.ability):
            address = one.address(candidate)
            if address:
                found.append(Step(one.title, address))
    return found
