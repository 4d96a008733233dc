"""Sending files by the page: each is put aside, unreadable to others, and taken in by a job of its own."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path, PurePath

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from weibao.access.models import Unit, User
from weibao.access.policies import can
from weibao.audit.services import act, refuse
from weibao.feeds.definitions import FeedDefinition, definitions
from weibao.feeds.models import Delivery
from weibao.feeds.senders import may_deliver
from weibao.jobs.models import Job, State
from weibao.jobs.services import start_job

KINDS = (".xlsx", ".xls", ".et", ".ods", ".csv", ".txt", ".xlsm")
ABANDONED_AFTER = 3600
"""Seconds after which a file that no job waits for is taken for left behind."""


def send_files(
    *, actor: User, feed: FeedDefinition, unit: Unit, period: date | None, files: Iterable[UploadedFile]
) -> list[Job]:
    """Send files of one feed for a unit. One job each, so that a bad file does not hold up the others.

    period: the first day of the month that they speak for; None leaves it to what the sheets say.

    Raises:
        PermissionDenied: this feed of this unit is not the actor's to send.
    """
    if not may_deliver(actor, unit, feed):
        refuse(actor, "feeds.send", target=f"access.unit:{unit.pk}")
        raise PermissionDenied(_("您的职责不包含为该单位报送这类数据。"))
    return send(actor, feed.name, list(files), {"unit": unit.pk, "period": period and period.isoformat()})


def send_mended(*, actor: User, delivery: Delivery, file: UploadedFile) -> Job:
    """Send the quarantined rows of a delivery back, mended; unit and month are those of the delivery.

    Raises:
        PermissionDenied: the delivery is not the actor's to mend.
    """
    if not can(actor, "import", delivery):
        refuse(actor, "feeds.send", target=f"feeds.delivery:{delivery.pk}")
        raise PermissionDenied(_("您的职责不包含更正这一批数据。"))
    of_delivery = {
        "unit": delivery.unit_id,
        "period": delivery.report_month.isoformat(),
        "mends": delivery.pk,
    }
    (job,) = send(actor, delivery.feed, [file], of_delivery)
    return job


def send(actor: User, feed: str, files: list[UploadedFile], arguments: dict) -> list[Job]:
    """Put the files aside and start their jobs; where anything fails, nothing is left lying."""
    kept: list[Path] = []
    title = definitions()[feed].title
    try:
        with act(actor, "feeds.send", ability="feeds.import") as log:
            jobs = []
            for file in files:
                kept.append(put_aside(file))
                jobs.append(
                    start_job(
                        actor=actor,
                        kind="feeds.import",
                        title=_("导入%(feed)s：%(file)s") % {"feed": title, "file": file.name},
                        feed=feed,
                        path=str(kept[-1]),
                        file_name=file.name,
                        **arguments,
                    )
                )
            log.note(feed=feed, files=len(jobs), unit=arguments["unit"])
            return jobs
    except BaseException:
        for path in kept:
            path.unlink(missing_ok=True)
        raise


def upload_folder() -> Path:
    """Where files wait for their job, readable to this process alone."""
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def put_aside(file: UploadedFile) -> Path:
    """Keep a file under a random name until its job has taken it in."""
    suffix = PurePath(file.name or "").suffix.lower()
    path = upload_folder() / f"{secrets.token_hex(16)}{suffix if suffix in KINDS else ''}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return path


def remove_abandoned() -> int:
    """Remove files whose job is over or was never written, as when a process died. Answers how many there were."""
    at_work = Job.objects.filter(kind="feeds.import", state__in=(State.WAITING, State.RUNNING))
    wanted = set(at_work.values_list("arguments__path", flat=True))
    # A file that was put aside just now belongs to a job that is not committed yet.
    settled = time.time() - ABANDONED_AFTER
    abandoned = [
        path
        for path in upload_folder().iterdir()
        if str(path) not in wanted and path.stat().st_mtime < settled
    ]
    for path in abandoned:
        path.unlink(missing_ok=True)
    return len(abandoned)
