"""Who reads the log: the auditor of the whole county. It names people of every unit, so that no part of it is given, save
what people of another county did, where a data folder holds several."""

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from weibao.access.duties import Reach
from weibao.access.models import DutyAssignment, User
from weibao.access.policies import NOTHING, Policy, register
from weibao.audit.models import Entry
from weibao.places.models import Level


@register(Entry)
class EntryPolicy(Policy):
    actions = {"view": "audit.read"}

    def covered(self, user: User, duty: DutyAssignment, reach: Reach) -> Q:
        if reach != Reach.AREA or duty.area.level != Level.COUNTY:
            return NOTHING
        elsewhere = User.objects.exclude(unit__area__code__startswith=duty.area_id)
        label = Concat(Value("user:"), Cast("pk", CharField()))
        return ~Q(actor__in=elsewhere.annotate(label=label).values("label"))
