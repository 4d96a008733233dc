"""The review queue: proposals that still wait for a person."""

from django.db.models import QuerySet

from weibao.people.models import Proposal, ProposalState

STANDING = (ProposalState.WAITING, ProposalState.LATER)


def standing() -> QuerySet[Proposal]:
    """Waiting proposals, those put off (以后再核) included."""
    return Proposal.objects.filter(state__in=STANDING)
