"""Background work of the feeds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from weibao.access.models import Unit
from weibao.audit.services import Actor
from weibao.feeds.errors import FileRefused
from weibao.feeds.models import Delivery
from weibao.feeds.services import import_file
from weibao.jobs.services import Progress, WorkRefused, handles


@handles("feeds.import")
def import_delivery(
    progress: Progress,
    *,
    actor: Actor,
    feed: str,
    path: str,
    file_name: str | None = None,
    unit: int | None = None,
    period: str | None = None,
    mends: int | None = None,
) -> dict[str, Any]:
    """Take an uploaded file in; the file itself goes once its fate is known."""
    upload = Path(path)
    try:
        receipt = import_file(
            actor=actor,
            feed=feed,
            path=upload,
            file_name=file_name,
            unit=Unit.objects.get(pk=unit) if unit else None,
            period=date.fromisoformat(period) if period else None,
            mends=Delivery.objects.get(pk=mends) if mends else None,
            progress=progress,
        )
    except FileRefused as why:
        raise WorkRefused(str(why)) from None
    finally:
        upload.unlink(missing_ok=True)
    return receipt.as_dict() | {"already": receipt.already}
