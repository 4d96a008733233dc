"""What screening does on its own, every night."""

from datetime import timedelta

from weibao.audit.services import SCHEDULE
from weibao.candidates.clearing import clear_assessments, clear_candidates, suspend_declined_rules
from weibao.candidates.ruling import renew_assessment
from weibao.candidates.running import present_day, run_screening
from weibao.jobs.schedule import scheduled


@scheduled("candidates.nightly", every=timedelta(days=1))
def nightly() -> str:
    """Suspend rules that people keep declining, screen, delete what is over, keep the assessment of impact up to date."""
    today = present_day()
    suspended = suspend_declined_rules(actor=SCHEDULE)
    run = run_screening(actor=SCHEDULE, as_of=today)
    cleared = clear_candidates(actor=SCHEDULE, today=today)
    renew_assessment(actor=SCHEDULE)
    clear_assessments(today)
    told = f"已筛查 {run.children} 名儿童；删除逾期未决定 {cleared.expired} 名、不予确认 {cleared.declined} 名、已失效 {cleared.lapsed} 名。"
    return told + (f"暂停规则 {'、'.join(suspended)}。" if suspended else "")
