"""Who reads the log: the auditor of the whole county. It names people of every unit, so that no part of it is given."""

from django.db.models import Q

from weibao.access.duties import Reach
from weibao.access.models import DutyAssignment, User
from weibao.access.policies import NOTHING, Policy, register
from weibao.audit.models import Entry
from weibao.places.models import Level

EVERYTHING = Q(pk__isnull=False)


@register(Entry)
class EntryPolicy(Policy):
    actions = {"view": "audit.read"}

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        return EVERYTHING if reach == Reach.AREA and duty.area.level == Level.COUNTY else NOTHING
