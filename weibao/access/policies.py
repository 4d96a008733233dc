"""Policies: for each model, which ability an action needs and which records a reach covers.

`restrict` is the one way from a user to records. It fails closed: a model without a policy, an action that the
policy does not name, a user without the duty, all yield nothing. `can` is asked of the same queryset, so that a
list and a page never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q, QuerySet

from weibao.access.duties import ABILITIES, Reach
from weibao.access.models import DutyAssignment, SecondFactor, Session, Unit, User

NOTHING = Q(pk__in=[])
OWN = "own"
"""In place of an ability: what every person may do to his own records (the look-up `owner`), whatever his duties."""
M = TypeVar("M", bound=Model)


class Policy:
    """Declared once a model. `actions` maps an action to the ability it needs (or `OWN`); the look-ups say where
    a record keeps its area code, its unit, its school and its owner. One left empty means: that covers nothing."""

    actions: ClassVar[Mapping[str, str]] = {}
    area: ClassVar[str] = ""
    unit: ClassVar[str] = ""
    school: ClassVar[str] = ""
    owner: ClassVar[str] = ""
    export: ClassVar[str] = ""
    """The ability that taking a list of these records out of the house needs; empty: that of the list."""

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        """The records that one duty covers."""
        match reach:
            case Reach.AREA:
                return self.in_area(duty.area_id)
            case Reach.UNIT if self.unit:
                return Q(**{self.unit: duty.unit_id})
            case Reach.SCHOOL if self.school:
                return Q(**{self.school: duty.unit_id})
            case Reach.CHILD:
                return self.covered_by_name(user)
        return NOTHING

    def in_area(self, code: str) -> Q:
        """The records that lie in an area; none where they have no place."""
        return Q(**{f"{self.area}__startswith": code}) if self.area else NOTHING

    def covered_by_name(self, user: User) -> Q:
        """The records of children to whom the user was given access by name (see people.policies)."""
        return NOTHING


_policies: dict[type[Model], Policy] = {}


def register(model: type[Model]):
    """Class decorator: this policy governs that model."""

    def registered(policy: type[Policy]) -> type[Policy]:
        unknown = set(policy.actions.values()) - ABILITIES - {OWN}
        if unknown:
            raise ImproperlyConfigured(f"{policy.__name__}: no duty gives {sorted(unknown)}")
        _policies[model] = policy()
        return policy

    return registered


def policy_of(model: type[Model]) -> Policy | None:
    return _policies.get(model)


def registered() -> Mapping[type[Model], Policy]:
    """Every model that has a policy, with it."""
    return MappingProxyType(_policies)


def restrict(queryset: QuerySet[M], user: User, action: str) -> QuerySet[M]:
    """The records of the queryset on which the user may do the action; none where nothing says so."""
    policy = _policies.get(queryset.model)
    ability = policy.actions.get(action) if policy else None
    if policy is None or ability is None or not getattr(user, "is_active", False):
        return queryset.none()
    if ability == OWN:
        return queryset.filter(**{policy.owner: user}) if policy.owner else queryset.none()
    return within(queryset, user, ability)


def within(queryset: QuerySet[M], user: User, ability: str) -> QuerySet[M]:
    """The records that the user's duties cover by the ability, whether or not it is that of an action on them (such as
    an authority's, to open a tier on a child). Fails closed like `restrict`."""
    policy = _policies.get(queryset.model)
    if policy is None or not getattr(user, "is_active", False):
        return queryset.none()
    covered = NOTHING
    for duty, reach in user.reaches(ability):
        covered |= policy.covered(user, duty, reach)
    return queryset.filter(covered)


def covers(user: User, ability: str, record: Model) -> bool:
    """Whether the ability reaches this very record, or the record is the user's own by its policy. What a page has
    fetched in this request is not asked for a second time."""
    if (record._meta.label, record.pk, ability) in user.found_within:
        return True
    model = type(record)
    policy = _policies.get(model)
    found = model._default_manager.filter(pk=record.pk)
    may_be_own = policy is not None and policy.owner and ability not in policy.actions.values()
    if may_be_own and user.holds(ability) and found.filter(**{policy.owner: user}).exists():  # type: ignore[union-attr]
        return True
    return within(found, user, ability).exists()


def remember(user: User, ability: str, record: Model) -> None:
    """That the record was found within reach of the ability, for the rest of the request."""
    user.found_within.add((record._meta.label, record.pk, ability))


def can(user: User, action: str, record: Model) -> bool:
    """Whether the user may do the action on this record."""
    return restrict(type(record)._default_manager.filter(pk=record.pk), user, action).exists()


@register(Unit)
class UnitPolicy(Policy):
    actions = {"view": "units.view", "manage": "units.manage", "deliver": "feeds.import"}
    area = "area__code"
    unit = "pk"


@register(User)
class UserPolicy(Policy):
    actions = {
        "view": "users.view",
        "manage": "users.manage",
        "grant": "duties.grant",
        "reset_factors": "factors.reset",
        "end_sessions": "sessions.end",
    }
    area = "unit__area__code"


@register(SecondFactor)
class SecondFactorPolicy(Policy):
    actions = {"remove": OWN}
    owner = "user"


@register(Session)
class SessionPolicy(Policy):
    actions = {"end": OWN}
    owner = "user"


@register(DutyAssignment)
class DutyAssignmentPolicy(Policy):
    actions = {"view": "users.view", "grant": "duties.grant"}
    area = "unit__area__code"
