"""Who sees which child's file, and the base policy of every record that belongs to a child."""

from typing import ClassVar

from django.db.models import Q

from weibao.access.duties import BY_NAME, DUTY_KINDS, Reach
from weibao.access.models import DutyAssignment, User
from weibao.access.policies import Policy, register
from weibao.feeds.models import FeedRow
from weibao.people.models import Child, ChildAccess, Guardian, Link, Merge, Proposal

OPEN_FEEDS = frozenset({"education", "civil_affairs"})
"""Feeds whose rows everybody sees who sees the child. The rows of all others (police, courts, health, premises,
hotlines, a county's own) tell of offences, harm or reporters: only duties with `sources.view` see those."""


class ChildRecordPolicy(Policy):
    """For a record of one child: set `child` to the look-up that leads to it, all reaches follow."""

    child: ClassVar[str] = "child"
    export = "children.export"

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        if reach == Reach.SCHOOL:
            return Q(**{f"{self.child}__school" if self.child else "school": duty.unit_id})
        return super().covered(user, duty, reach)

    def in_area(self, code: str) -> Q:
        return Q(**{f"{self.child}__area_code__startswith" if self.child else "area_code__startswith": code})

    def covered_by_name(self, user: User) -> Q:
        named = ChildAccess.objects.in_force().filter(user=user).values("child")
        return Q(**{f"{self.child or 'pk'}__in": named})


@register(Child)
class ChildPolicy(ChildRecordPolicy):
    child = ""
    actions = {
        "view": "children.view",
        "merge": "children.merge",
        "export": "children.export",
        "review": "links.review",
        "sources": "sources.view",
    }


@register(Guardian)
class GuardianPolicy(ChildRecordPolicy):
    actions = {"view": "children.view"}


@register(Link)
class LinkPolicy(ChildRecordPolicy):
    actions = {"view": "children.view", "review": "links.review", "sources": "sources.view"}


@register(Proposal)
class ProposalPolicy(ChildRecordPolicy):
    actions = {"view": "links.review", "review": "links.review"}


@register(Merge)
class MergePolicy(ChildRecordPolicy):
    child = "kept"
    actions = {"view": "children.merge", "undo": "children.merge"}


def abilities_over(child: Child, user: User) -> frozenset[str]:
    """The abilities that the user's duties give over this very child (two queries at most)."""
    if not user.is_active:
        return frozenset()
    named = None
    given: set[str] = set()
    for duty in user.active_duties:
        for ability, reach in DUTY_KINDS[duty.kind].abilities.items():
            if reach == Reach.AREA:
                holds = child.area_code.startswith(duty.area_id)
            elif reach == Reach.SCHOOL:
                holds = child.school_id is not None and child.school_id == duty.unit_id
            else:
                holds = False
            if not holds and (reach == Reach.CHILD or (ability in BY_NAME and reach != Reach.TOTALS)):
                if named is None:
                    named = ChildAccess.objects.in_force().filter(user=user, child=child).exists()
                holds = named
            if holds:
                given.add(ability)
    return frozenset(given)


def sees_feed(feed: str, abilities: frozenset[str]) -> bool:
    """Whether rows of a feed may be shown to a reader with these abilities over the child."""
    return "sources.view" in abilities or (feed in OPEN_FEEDS and "children.view" in abilities)


def open_rows(abilities: frozenset[str]) -> Q:
    """The rows (of FeedRow) of a child that a reader with these abilities over it may see."""
    if "sources.view" in abilities:
        return Q()
    return Q(feed__in=OPEN_FEEDS) if "children.view" in abilities else Q(pk__in=FeedRow.objects.none())
