"""Who sees and decides requests and broken glass: the person himself, and the unit in charge of the child."""

from __future__ import annotations

from django.db.models import Q

from weibao.access.duties import Reach
from weibao.access.models import DutyAssignment, User
from weibao.access.policies import NOTHING, OWN, Policy, register
from weibao.protection.finding import COUNTY
from weibao.protection.models import AccessRequest, BreakGlass, DueSeal, Opening


@register(AccessRequest)
class AccessRequestPolicy(Policy):
    """`decide` is for the unit in charge: the child's area or school; the county's coordinator where the request names
    no file. Nobody decides his own, nor one of his own duty."""

    actions = {"view": OWN, "decide": "access.approve"}
    owner = "requester"

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        match reach:
            case Reach.AREA:
                place = Q(child__area_code__startswith=duty.area_id) | Q(
                    child=None, area_code__startswith=duty.area_id
                )
            case Reach.SCHOOL:
                place = Q(child__school=duty.unit_id)
            case _:
                return NOTHING
        return place & ~Q(requester=user) & ~Q(duty_kind=duty.kind)


@register(BreakGlass)
class BreakGlassPolicy(Policy):
    """`review` is for the unit in charge of the child, `audit` for the auditor, who sees no name."""

    actions = {"view": OWN, "review": "access.approve", "audit": "audit.read"}
    owner = "user"

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        match reach:
            case Reach.AREA:
                place = Q(child__area_code__startswith=duty.area_id)
            case Reach.SCHOOL:
                place = Q(child__school=duty.unit_id)
            case _:
                return NOTHING
        return place & ~Q(user=user)


@register(DueSeal)
class DueSealPolicy(Policy):
    """By the authorities; the list names no child and says nothing of the record."""

    actions = {"view": "seals.keep"}
    area = "child__area_code"


@register(Opening)
class OpeningPolicy(Policy):
    """Its reader's own; `decide` is another person's of the authorities."""

    actions = {"view": OWN, "decide": "seals.keep"}
    owner = "reader"

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        if reach != Reach.AREA:
            return NOTHING
        return Q(area_code__startswith=duty.area_id[:COUNTY]) & ~Q(reader=user)
