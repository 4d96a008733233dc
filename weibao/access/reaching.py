"""The areas and units that an administrator's duties reach, to choose from."""

from django.db.models import Q, QuerySet

from weibao.access.duties import Reach
from weibao.access.models import Unit, User
from weibao.places.models import Area, Level


def areas_for(user: User, ability: str) -> QuerySet[Area]:
    """The areas within those over which the user holds the ability."""
    within = Q(pk__in=[])
    for duty, _reach in user.reaches(ability):
        within |= Q(code__startswith=duty.area_id)
    return Area.objects.filter(within).select_related("parent")


def units_for(user: User, ability: str) -> QuerySet[Unit]:
    """The units in use that lie in those areas."""
    return Unit.objects.filter(is_active=True, area__in=areas_for(user, ability))


def over_a_county(user: User, ability: str) -> bool:
    """Whether a duty gives the ability over records of a whole county: who has less may not read small numbers of
    children beyond his own."""
    return any(
        reach == Reach.AREA and duty.area.level == Level.COUNTY for duty, reach in user.reaches(ability)
    )
