"""The services of intervention, by verb. All take `actor`, and `on`, the day an act took place (default today)."""

from weibao.intervention.services.focusing import (
    confirm_focus,
    lapse_entries,
    propose_focus,
    refuse_focus,
    release_focus,
    renew_focus,
)
from weibao.intervention.services.outcomes import record_outcome
from weibao.intervention.services.planning import assign_lead, draft_plan, end_plan, extend_plan, open_care
from weibao.intervention.services.teaming import Member, form_team
from weibao.intervention.services.tiering import close_tier, keep_tier, lower_tier, open_tier
from weibao.intervention.services.visiting import let_visits_fall_due, miss_visit, record_visit, visit_of

__all__ = [
    "Member",
    "assign_lead",
    "close_tier",
    "confirm_focus",
    "draft_plan",
    "end_plan",
    "extend_plan",
    "form_team",
    "keep_tier",
    "lapse_entries",
    "let_visits_fall_due",
    "lower_tier",
    "miss_visit",
    "open_care",
    "open_tier",
    "propose_focus",
    "record_outcome",
    "record_visit",
    "refuse_focus",
    "release_focus",
    "renew_focus",
    "visit_of",
]
