"""Never for ever: what is deleted on its own, and the rules that people keep declining."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from weibao.audit.services import Actor, act
from weibao.candidates.figures import rules_to_suspend
from weibao.candidates.gathering import portions
from weibao.candidates.marks import mark_of
from weibao.candidates.models import (
    KEPT_UNDECIDED,
    OPEN_STATES,
    Candidate,
    DecisionRecord,
    DeclinedMark,
    Ending,
    ImpactAssessment,
    Objection,
    State,
    Verification,
)
from weibao.candidates.ruling import set_aside
from weibao.candidates.standing import record_of
from weibao.machines import person


@dataclass(frozen=True)
class Cleared:
    """How many candidates were deleted: undecided for too long, declined, lapsed."""

    expired: int
    declined: int
    lapsed: int


def clear_candidates(*, actor: Actor, today: date) -> Cleared:
    """Delete candidates undecided for 90 days, and declined and lapsed ones, with their histories. Counts stay, and of
    declined ones a mark that names nobody. One with an open objection stays until that is answered."""
    with act(actor, "candidates.clear", ability="candidates.decide") as log:
        free = Candidate.objects.exclude(objections__in=Objection.objects.filter(answered_on=None))
        old = list(free.filter(state__in=OPEN_STATES, raised_on__lte=today - KEPT_UNDECIDED))
        DecisionRecord.objects.bulk_create([record_of(one, Ending.EXPIRED, today) for one in old])
        declined = list(free.filter(state=State.DECLINED))
        DeclinedMark.objects.bulk_create(
            [mark_of(one) for one in declined],
            update_conflicts=True,
            unique_fields=["token"],
            update_fields=["evidence", "level", "declined_on"],
        )
        lapsed = list(free.filter(state=State.LAPSED))
        delete([*old, *declined, *lapsed])
        cleared = Cleared(len(old), len(declined), len(lapsed))
        log.note(expired=cleared.expired, declined=cleared.declined, lapsed=cleared.lapsed)
    return cleared


def delete(candidates: list[Candidate]) -> None:
    """Delete candidates with what was asked about them, and every version in the histories."""
    for portion in portions([one.pk for one in candidates]):
        Candidate.objects.filter(pk__in=portion).delete()
        # After the records: deleting wrote one last version of each.
        for model in (Verification, Objection):
            model.history.filter(candidate_id__in=portion).delete()
        Candidate.history.filter(id__in=portion).delete()


def suspend_declined_rules(*, actor: Actor) -> list[str]:
    """Set aside the rules that people confirmed too seldom; answers their ids."""
    with act(actor, "rules.suspend-declined", ability="rules.change") as log:
        rules = rules_to_suspend()
        reason = _("五十次以上决定中确认率低于 20%，自动暂停，待人工复核。")
        set_aside(rules, reason=reason, by=person(actor))
        log.note(rules=len(rules))
    return rules


def clear_assessments(today: date) -> int:
    """Delete assessments kept long enough, but never the newest."""
    newest = ImpactAssessment.objects.order_by("-pk").values("pk")[:1]
    old = ImpactAssessment.objects.filter(keep_until__lt=today).exclude(pk__in=newest)
    return old.delete()[0]
