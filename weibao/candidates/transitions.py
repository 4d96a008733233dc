"""How a candidate goes from state to state, as a table: from where, to where, by which ability, on which conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from weibao.candidates.models import OPEN_STATES, Candidate, State, Track


class CannotDecide(ValueError):
    """The step can't be taken now; the message says why and what to do."""


Guard = Callable[[Candidate], str]
"""What stands against a step, as a sentence; empty where nothing does."""


def protection_first(candidate: Candidate) -> str:
    """A child harmed is helped first (docs: screening)."""
    waiting = Candidate.objects.open().filter(child=candidate.child_id, track=Track.PROTECTION)
    if candidate.track == Track.BEHAVIOUR and waiting.exists():
        return _("这名儿童的保护线还没有办理。请先对保护线作出决定，再办理行为线。")
    return ""


def no_open_objection(candidate: Candidate) -> str:
    if candidate.effects_suspended:
        return _("有异议尚未答复，答复之前不能确认。请先办理异议。")
    return ""


@dataclass(frozen=True)
class Transition:
    """One step. `ability` is empty for what the machine does by itself."""

    sources: tuple[State, ...]
    target: State
    ability: str
    guards: tuple[Guard, ...] = ()


DECIDE = "candidates.decide"
TRANSITIONS: dict[str, Transition] = {
    "ask": Transition(OPEN_STATES, State.VERIFYING, DECIDE),
    "answered": Transition((State.VERIFYING,), State.WAITING, "verifications.answer"),
    "confirm": Transition(OPEN_STATES, State.CONFIRMED, DECIDE, (protection_first, no_open_objection)),
    "decline": Transition(OPEN_STATES, State.DECLINED, DECIDE, (protection_first,)),
    "withdraw": Transition((*OPEN_STATES, State.CONFIRMED), State.DECLINED, "objections.answer"),
    "rejudge": Transition((State.CONFIRMED, State.DECLINED), State.WAITING, "objections.answer"),
    "lapse": Transition(OPEN_STATES, State.LAPSED, ""),
    "reopen": Transition((State.CONFIRMED, State.DECLINED, State.LAPSED), State.WAITING, ""),
}


def step(candidate: Candidate, name: str) -> None:
    """Take a step on a candidate (unsaved).

    Raises:
        CannotDecide: the candidate is in no state from which the step leads, or a guard speaks against it.
    """
    transition = TRANSITIONS[name]
    if candidate.state not in transition.sources:
        raise CannotDecide(
            _("这名对象现在是“%(state)s”，不能这样办理。请刷新页面查看最新状态。")
            % {"state": candidate.get_state_display()}
        )
    for guard in transition.guards:
        against = guard(candidate)
        if against:
            raise CannotDecide(against)
    candidate.state = transition.target


def open_steps(candidate: Candidate) -> set[str]:
    """The steps that lead on from where the candidate stands, guards left aside."""
    return {name for name, one in TRANSITIONS.items() if candidate.state in one.sources}
