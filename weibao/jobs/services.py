"""Starting background work and reporting its progress."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from weibao.access.models import User
from weibao.jobs.models import Job, State

logger = logging.getLogger(__name__)

Handler = Callable[["Progress"], dict[str, Any]]
_handlers: dict[str, Callable[..., dict[str, Any]]] = {}


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
        self.job.save(update_fields=["done", "total", "step"])


def handles(kind: str):
    """Decorator: this function does jobs of that kind. It takes (progress, *, actor, **arguments)."""

    def register(function: Callable[..., dict[str, Any]]):
        _handlers[kind] = function
        return function

    return register


def start_job(*, actor: User, kind: str, title: str, **arguments: Any) -> Job:
    """Put work in the queue once the current transaction commits; its page is `job.get_absolute_url`."""
    if kind not in _handlers:
        raise LookupError(f"no handler for jobs of kind {kind}")
    job = Job.objects.create(actor=actor, kind=kind, title=title, arguments=arguments)
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    return job


@task()
def run_job(job_id: str) -> None:
    """Run one job; its outcome is on its record whatever happens."""
    job = Job.objects.select_related("actor").get(pk=job_id)
    if job.is_over:
        return
    job.state = State.RUNNING
    job.save(update_fields=["state"])
    try:
        job.result = _handlers[job.kind](Progress(job), actor=job.actor, **job.arguments)
        job.state = State.DONE
    except WorkRefused as refusal:
        job.state, job.message = State.REFUSED, str(refusal)
    except Exception:
        logger.exception("job %s failed", job.pk)
        job.state = State.FAILED
        job.message = _("程序出错，数据没有改动。请把任务编号 %(id)s 告诉系统管理员。") % {"id": job.pk}
    job.ended_at = timezone.now()
    job.save()
