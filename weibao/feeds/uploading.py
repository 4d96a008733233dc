"""Sending files by the page: each is put aside, unreadable to others, and taken in by a job of its own."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from weibao.access.models import Unit, User
from weibao.access.policies import can
from weibao.audit.services import act, refuse
from weibao.cipher.uploads import SealedUpload, new_upload, upload_folder
from weibao.feeds.definitions import FeedDefinition, definitions
from weibao.feeds.models import Delivery
from weibao.feeds.senders import may_deliver
from weibao.jobs.models import Job, State
from weibao.jobs.services import start_job

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


def put_aside(file: UploadedFile) -> Path:
    """Keep a file, encrypted and under a random name, until its job has taken it in."""
    if isinstance(file, SealedUpload):
        return file.keep()
    path, kept, writer = new_upload()
    with kept:
        for chunk in file.chunks():
            writer.write(chunk)
        writer.finish()
    return path


def remove_abandoned() -> int:
    """Remove files whose job is over or was never written, as when a process died. Answers how many there were."""
    at_work = Job.objects.filter(kind="feeds.import", state__in=(State.WAITING, State.RUNNING))
    wanted = {job.arguments["path"] for job in at_work}
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
