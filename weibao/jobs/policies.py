"""Who sees background work: whoever started it, and nobody else. What the schedule started is nobody's."""

from weibao.access.policies import OWN, Policy, register
from weibao.jobs.models import Job


@register(Job)
class JobPolicy(Policy):
    actions = {"view": OWN}
    owner = "actor"
