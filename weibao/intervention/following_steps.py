"""What follows the confirmation of a candidate: focus, a tier, or care."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.candidates.following import follows
from weibao.candidates.models import Candidate
from weibao.intervention.models import OPEN_FOCUS, OPEN_PLAN, FocusEntry, SupportPlan, Tier, TierState


def without(model, day: str, standing: tuple[str, ...]):
    """A narrowing to candidates whose child has no such record, standing or begun since the decision."""

    def pending(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
        taken = Q(**{f"{day}__gte": OuterRef("decided_on")}) | Q(state__in=standing)
        return candidates.exclude(Exists(model.objects.filter(taken, child=OuterRef("child"))))

    return pending


not_proposed = without(FocusEntry, "proposed_on", OPEN_FOCUS)
no_plan = without(SupportPlan, "opened_on", OPEN_PLAN)
no_tier = without(Tier, "opened_on", (TierState.OPEN,))


@follows("focus", title=_("提请列入重点青少年"), ability="focus.propose", pending=not_proposed)
def propose(candidate: Candidate) -> str | None:
    if FocusEntry.objects.filter(child=candidate.child_id, state__in=OPEN_FOCUS).exists():
        return None
    address = reverse("intervention:focus-propose", args=[candidate.child.public_id])
    return f"{address}?candidate={candidate.pk}"


@follows("care", title=_("制定帮扶方案"), ability="plans.assign", pending=no_plan)
def care(candidate: Candidate) -> str | None:
    if SupportPlan.objects.filter(child=candidate.child_id, state__in=OPEN_PLAN).exists():
        return None
    return reverse("intervention:care-open", args=[candidate.child.public_id])


@follows("tier", title=_("研究分级干预"), ability="tiers.view")
def tiers(candidate: Candidate) -> str | None:
    """Whoever confirmed decides no tier: the authority that the law names finds the child on its own to-do list."""
    return reverse("intervention:tier-list")
