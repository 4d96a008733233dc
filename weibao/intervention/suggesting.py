"""Children of whom a reviewer found that an authority should look into a tier; it decides, or not, on its own grounds."""

from __future__ import annotations

from django.db.models import QuerySet

from weibao.access.models import User
from weibao.access.policies import within
from weibao.candidates.models import Candidate, Objection, State, Then
from weibao.intervention.following_steps import no_tier
from weibao.intervention.models import Authority
from weibao.people.models import Child


def suggested(user: User) -> QuerySet[Child]:
    """The lowest tier comes first: a pupil is put to his school; who is at no school, to the police of his area.
    What the screening found stays with the reviewers."""
    confirmed = Candidate.objects.filter(state=State.CONFIRMED, then=Then.TIER)
    confirmed = no_tier(confirmed.exclude(objections__in=Objection.objects.filter(answered_on=None)))
    children = Child.objects.filter(pk__in=confirmed.values("child"))
    pupils = children.filter(school__isnull=False, pk__in=those_of(user, Authority.SCHOOL))
    others = children.filter(school__isnull=True, pk__in=those_of(user, Authority.POLICE))
    return (pupils | others).select_related("school").order_by("letter", "pk")


def those_of(user: User, authority: Authority) -> QuerySet:
    return within(Child.objects.kept(), user, f"tiers.{authority.value}").values("pk")
