"""What of intervention the law seals: specialised education (专门教育, 专门矫治教育), and along with it the material of
help and evaluation."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from weibao.candidates.models import Track
from weibao.intervention.models import (
    OPEN_FOCUS,
    FocusEntry,
    Level,
    PlanState,
    SupportPlan,
    Tier,
    TierState,
)
from weibao.protection.sealing.declaring import Sealable, sealable
from weibao.protection.sealing.kinds import Kind

CORRECTION = "第45条"
"""预防未成年人犯罪法: specialised correction of who is under the age of criminal liability."""
STANDING = (TierState.OPEN, TierState.LOWERED)


@sealable(Tier)
class SealedTier(Sealable[Tier]):
    def ended(self) -> QuerySet[Tier]:
        return Tier.objects.filter(level=Level.OFFENCE, closed_on__isnull=False).select_related("child")

    def kind(self, record: Tier) -> Kind | None:
        if record.level != Level.OFFENCE:
            return None
        articles = {one["article"] for one in [*record.grounds, *record.measures]}
        return Kind.SPECIALISED_CORRECTION if CORRECTION in articles else Kind.SPECIALISED_EDUCATION

    def ended_on(self, record: Tier) -> date | None:
        return None if record.state == TierState.OPEN else record.closed_on

    def goes_along(self, record: Tier) -> bool:
        return record.level == Level.SERIOUS and record.state not in STANDING


@sealable(FocusEntry)
class SealedFocus(Sealable[FocusEntry]):
    def ended(self) -> QuerySet[FocusEntry]:
        return FocusEntry.objects.none()

    def ended_on(self, record: FocusEntry) -> date | None:
        return None if record.state in OPEN_FOCUS else record.ended_on or record.decided_on

    def goes_along(self, record: FocusEntry) -> bool:
        return record.track == Track.BEHAVIOUR and record.state not in OPEN_FOCUS


@sealable(SupportPlan)
class SealedPlan(Sealable[SupportPlan]):
    """With its team, visits and what depends on it."""

    def ended(self) -> QuerySet[SupportPlan]:
        return SupportPlan.objects.none()

    def ended_on(self, record: SupportPlan) -> date | None:
        return record.ended_on if record.state == PlanState.ENDED else None

    def goes_along(self, record: SupportPlan) -> bool:
        served_behaviour = record.entry is not None and record.entry.track == Track.BEHAVIOUR
        return served_behaviour and record.state == PlanState.ENDED
