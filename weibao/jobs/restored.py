"""Background work after a restore: what was at work when the backup was made is at work no more."""

from datetime import datetime

from weibao.jobs.services import end_dead_jobs
from weibao.keeping.after_restore import after_restore


@after_restore("jobs.running")
def end_running_jobs(made_at: datetime) -> str:
    """End the jobs whose process belongs to the past; those that wait are done by the next worker."""
    ended = end_dead_jobs(silent_for=None)
    return f"结束了 {ended} 项当时正在处理的任务，请重新提交。" if ended else ""
