"""Who sees which child's file, and the base policy of every record that belongs to a child."""

from typing import ClassVar

from django.db.models import Q

from weibao.access.duties import Reach
from weibao.access.models import DutyAssignment, User
from weibao.access.policies import Policy, register
from weibao.people.models import Child, ChildAccess, Guardian, Link, Proposal


class ChildRecordPolicy(Policy):
    """For a record of one child: set `child` to the look-up that leads to it, all reaches follow."""

    child: ClassVar[str] = "child"

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        prefix = f"{self.child}__" if self.child else ""
        match reach:
            case Reach.AREA:
                return Q(**{f"{prefix}area_code__startswith": duty.area_id})
            case Reach.SCHOOL:
                return Q(**{f"{prefix}school": duty.unit_id})
        return super().covered(user, duty, reach)

    def covered_by_name(self, user: User) -> Q:
        named = ChildAccess.objects.in_force().filter(user=user).values("child")
        return Q(**{f"{self.child or 'pk'}__in": named})


@register(Child)
class ChildPolicy(ChildRecordPolicy):
    child = ""
    actions = {"view": "children.view", "merge": "children.merge", "export": "children.export"}


@register(Guardian)
class GuardianPolicy(ChildRecordPolicy):
    actions = {"view": "children.view"}


@register(Link)
class LinkPolicy(ChildRecordPolicy):
    actions = {"view": "children.view", "review": "links.review"}


@register(Proposal)
class ProposalPolicy(ChildRecordPolicy):
    actions = {"view": "links.review", "review": "links.review"}
