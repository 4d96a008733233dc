"""The ledger of what was sealed, kept beside the signed heads of the log: a backup that is put back was made before some
seals, and would bring their records again.

Each seal is one file of ids: which record, when, of which kind. It says nothing of a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from weibao.config.private import write_once
from weibao.machines import CannotAct


@dataclass(frozen=True)
class Line:
    at: str
    """When it was sealed (ISO, UTC)."""
    model: str
    record: int
    kind: str


def folder() -> Path:
    return settings.AUDIT_HEADS_DIR / "sealed"


def enter(seal: UUID, line: Line) -> None:
    """Write one seal down, before its record is taken out: a seal that a restore could undo must not be.

    Raises:
        CannotAct: the folder can't be written.
    """
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(folder() / f"{seal}.json", json.dumps(asdict(line)))
    except OSError as fault:
        raise CannotAct(
            _("封存登记簿写不进“%(folder)s”，没有封存。请联系运维人员检查这个目录。") % {"folder": folder()}
        ) from fault


def lines_since(moment: datetime) -> Iterator[Line]:
    """What was sealed after a moment, oldest first."""
    written = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder().glob("*.json"))]
    for one in sorted(written, key=lambda line: (line["at"], line["record"])):
        if datetime.fromisoformat(one["at"]) > moment:
            yield Line(**one)
