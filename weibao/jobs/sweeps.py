"""What background work needs on its own."""

from datetime import timedelta

from weibao.audit.heads import keep_head
from weibao.jobs.schedule import scheduled
from weibao.jobs.services import end_dead_jobs


@scheduled("jobs.dead", every=timedelta(minutes=10))
def end_dead_work() -> str:
    """Tell people of work whose process died."""
    return f"结束了 {end_dead_jobs()} 项中断的任务。"


@scheduled("audit.head", every=timedelta(days=1))
def hand_out_head() -> str:
    """Put a signed head of the log where the county keeps them."""
    return f"已签发操作记录的链头 {keep_head().name}。"
