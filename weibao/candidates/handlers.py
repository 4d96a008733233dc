"""Background work of screening."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from weibao.audit.services import SCHEDULE, Actor
from weibao.candidates.running import InTheFuture, present_day, run_screening
from weibao.jobs.models import Job, State
from weibao.jobs.services import Progress, WorkRefused, follows, handles, start_job


@handles("candidates.screen")
def screen(progress: Progress, *, actor: Actor, as_of: str) -> dict[str, Any]:
    """Screen all children as of a day (ISO)."""
    try:
        run = run_screening(actor=actor, as_of=date.fromisoformat(as_of), progress=progress)
    except InTheFuture as refusal:
        raise WorkRefused(str(refusal)) from None
    return {"children": run.children, "candidates": run.counts, "seconds": run.seconds}


@follows("people.match")
def screen_what_was_matched(matched: Job) -> None:
    """Screening follows a matching that linked something, in nobody's name; one run takes all that came before it."""
    waiting = Job.objects.filter(kind="candidates.screen", actor=None, state=State.WAITING)
    if matched.result.get("new_records") and not waiting.exists():
        start_job(
            actor=SCHEDULE,
            kind="candidates.screen",
            title=_("筛查新关联的数据"),
            as_of=present_day().isoformat(),
        )
