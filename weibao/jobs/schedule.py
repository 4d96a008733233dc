"""What is due on its own, every day or every few minutes; missed runs are caught up once."""

import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from weibao.jobs.models import ScheduledRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scheduled:
    name: str
    every: timedelta
    run: Callable[[], str]


_scheduled: dict[str, Scheduled] = {}


def scheduled(name: str, *, every: timedelta):
    """Decorator: run this function, that returns a sentence on what it did, again and again. It must be
    idempotent. Declare it in an app's `sweeps.py`."""

    def register(function: Callable[[], str]) -> Callable[[], str]:
        _scheduled[name] = Scheduled(name, every, function)
        return function

    return register


def load_sweeps() -> None:
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "sweeps"):
            importlib.import_module(f"{config.name}.sweeps")


def run_due(now: datetime | None = None) -> list[str]:
    """Run what is due and set when it is due next. Answers the names of what ran."""
    load_sweeps()
    now = now or timezone.now()
    ran = []
    for work in _scheduled.values():
        row, _ = ScheduledRun.objects.get_or_create(name=work.name, defaults={"next_at": now})
        if row.next_at > now:
            continue
        try:
            row.last_message = work.run()
        except Exception as fault:
            logger.exception("scheduled work %s failed", work.name)
            # What a fault of ours says may quote a record; one of the system names files at most.
            row.last_message = (
                f"{type(fault).__name__}: {fault}" if isinstance(fault, OSError) else type(fault).__name__
            )
        row.last_at, row.next_at = now, now + work.every
        row.save()
        ran.append(work.name)
    return ran
