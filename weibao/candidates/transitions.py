"""How a candidate goes from state to state, as a table: from where, to where, by which ability, on which conditions."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from weibao.audit.services import Actor
from weibao.candidates.models import OPEN_STATES, Candidate, State, Track
from weibao.machines import Machine, Step


def protection_first(candidate: Candidate, actor: Actor, on: date) -> str:
    """A child harmed is helped first (docs: screening)."""
    waiting = Candidate.objects.open().filter(child=candidate.child_id, track=Track.PROTECTION)
    if candidate.track == Track.BEHAVIOUR and waiting.exists():
        return _("这名儿童的保护线还没有办理。请先对保护线作出决定，再办理行为线。")
    return ""


def free_to_confirm(candidate: Candidate, actor: Actor, on: date) -> str:
    """Protection comes first, and nothing follows while an objection is open."""
    if candidate.effects_suspended:
        return _("有异议尚未答复，答复之前不能确认。请先办理异议。")
    return protection_first(candidate, actor, on)


DECIDE, ANSWER = "candidates.decide", "objections.answer"
CANDIDATE: Machine = {
    "ask": Step(OPEN_STATES, State.VERIFYING, DECIDE),
    "answered": Step((State.VERIFYING,), State.WAITING, "verifications.answer"),
    "confirm": Step(OPEN_STATES, State.CONFIRMED, DECIDE, free_to_confirm),
    "decline": Step(OPEN_STATES, State.DECLINED, DECIDE, protection_first),
    "withdraw": Step((*OPEN_STATES, State.CONFIRMED), State.DECLINED, ANSWER),
    "rejudge": Step((State.CONFIRMED, State.DECLINED), State.WAITING, ANSWER),
    "lapse": Step(OPEN_STATES, State.LAPSED, None),
    "reopen": Step((State.CONFIRMED, State.DECLINED, State.LAPSED), State.WAITING, None),
}
