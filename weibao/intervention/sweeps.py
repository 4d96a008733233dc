"""What happens on its own each day: visits fall due, entries that nobody renewed fall away."""

from datetime import timedelta

from weibao.audit.services import SCHEDULE
from weibao.intervention.services import lapse_entries, let_visits_fall_due
from weibao.jobs.schedule import scheduled


@scheduled("intervention.visits", every=timedelta(hours=6))
def visits_fall_due() -> str:
    return f"新到期回访 {let_visits_fall_due(actor=SCHEDULE)} 次。"


@scheduled("intervention.focus", every=timedelta(hours=6))
def entries_lapse() -> str:
    return f"重点青少年期满未续 {lapse_entries(actor=SCHEDULE)} 名。"
