"""The areas and units that an administrator's duties reach, to choose from."""

from django.db.models import Q, QuerySet

from weibao.access.models import Unit, User
from weibao.places.models import Area


def areas_for(user: User, ability: str) -> QuerySet[Area]:
    """The areas within those over which the user holds the ability."""
    within = Q(pk__in=[])
    for duty, _reach in user.reaches(ability):
        within |= Q(code__startswith=duty.area_id)
    return Area.objects.filter(within).select_related("parent")


def units_for(user: User, ability: str) -> QuerySet[Unit]:
    """The units in use that lie in those areas."""
    return Unit.objects.filter(is_active=True, area__in=areas_for(user, ability))
