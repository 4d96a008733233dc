"""Starting background work and reporting its progress."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from weibao.access.models import User
from weibao.audit.services import SCHEDULE, Actor
from weibao.jobs.models import Job, State

logger = logging.getLogger(__name__)

Handler = Callable[..., dict[str, Any]]
"""Takes (progress, *, actor, **arguments), answers the job's `result`."""
Follower = Callable[[Job], object]
_handlers: dict[str, Handler] = {}
_followers: dict[str, list[Follower]] = defaultdict(list)
TITLE_LENGTH = Job._meta.get_field("title").max_length
SILENT_FOR = timedelta(hours=1)
"""Work that has not moved for so long is taken for dead; no step of ours takes nearly as long."""


class WorkRefused(Exception):
    """The work can't be done on this input; the message says why and what to do, in the user's words."""


class Progress:
    """Given to a handler: the job, and a way to say how far it is. Writes at most twice a second, and never
    inside the work's own transaction (it would not be seen)."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._last = 0.0

    def __call__(self, done: int, total: int, step: str = "") -> None:
        if time.monotonic() - self._last < 0.5 and done < total and step == self.job.step:
            return
        self._last = time.monotonic()
        self.job.done, self.job.total, self.job.step = done, total, step
        self.job.moved_at = timezone.now()
        self.job.save(update_fields=["done", "total", "step", "moved_at"])


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Decorator: this function does jobs of that kind."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def follows(kind: str) -> Callable[[Follower], Follower]:
    """Decorator: this function is called with each job of that kind that was done. What it starts is a job of
    its own; its failing changes nothing in the job it follows."""

    def register(function: Follower) -> Follower:
        _followers[kind].append(function)
        return function

    return register


def start_job(*, actor: Actor, kind: str, title: str, **arguments: Any) -> Job:
    """Put work in the queue once the current transaction commits; its page is `job.get_absolute_url`."""
    if kind not in _handlers:
        raise LookupError(f"no handler for jobs of kind {kind}")
    job = Job.objects.create(
        actor=actor if isinstance(actor, User) else None,
        kind=kind,
        title=title[:TITLE_LENGTH],
        arguments=arguments,
    )
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    return job


@task()
def run_job(job_id: str) -> None:
    """Run one job; its outcome is on its record whatever happens."""
    job = Job.objects.select_related("actor").get(pk=job_id)
    if job.is_over:
        return
    job.state, job.moved_at = State.RUNNING, timezone.now()
    job.save(update_fields=["state", "moved_at"])
    try:
        job.result = _handlers[job.kind](Progress(job), actor=job.actor or SCHEDULE, **job.arguments)
        job.state = State.DONE
    except (WorkRefused, PermissionDenied) as refusal:
        # A duty may have been revoked between the start and the run.
        job.state, job.message = State.REFUSED, str(refusal)
    except Exception:
        logger.exception("job %s failed", job.pk)
        job.state = State.FAILED
        job.message = _("程序出错，数据没有改动。请把任务编号 %(id)s 告诉系统管理员。") % {"id": job.pk}
    job.ended_at = timezone.now()
    job.save()
    if job.state == State.DONE:
        follow(job)


def follow(job: Job) -> None:
    """Call what follows a job that was done."""
    for follower in _followers[job.kind]:
        try:
            follower(job)
        except Exception:
            logger.exception("%s, following job %s, failed", follower.__name__, job.pk)


def end_dead_jobs(*, silent_for: timedelta | None = SILENT_FOR) -> int:
    """End the work whose process died in the middle, so that nobody waits for it. Answers how many there were.

    silent_for: how long it must not have moved; None where no work can be alive.
    """
    dead = Job.objects.filter(state=State.RUNNING)
    if silent_for is not None:
        dead = dead.filter(moved_at__lt=timezone.now() - silent_for)
    ended = 0
    for job in dead:
        job.state, job.ended_at = State.FAILED, timezone.now()
        job.message = _("处理时程序中断，数据没有改动。请重新提交。")
        job.save(update_fields=["state", "ended_at", "message"])
        ended += 1
    return ended
