"""What protection does on its own: records fall due to be sealed; those of grown children are sealed."""

from datetime import timedelta

from weibao.audit.services import SCHEDULE
from weibao.jobs.schedule import scheduled
from weibao.protection.services import find_due


@scheduled("protection.seals", every=timedelta(days=1))
def seals_fall_due() -> str:
    waiting, sealed = find_due(actor=SCHEDULE)
    return f"待封存记录 {waiting} 条，已自动封存 {sealed} 条。"
