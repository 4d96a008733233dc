"""Heads of the log: how far it went at a moment and what its last seal was, signed, to be kept outside.

The chain alone shows that an entry was changed, taken out, moved or put in. That its tail was cut, or all of it
written anew, shows only against a head that was handed out before: by mail, on another disk, printed in a report.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.audit.chain import FIRST
from weibao.audit.models import Entry
from weibao.audit.signing import ALGORITHM, is_signed, public_hex, signing_key
from weibao.config.private import write_once

MARK_LENGTH = 8
"""Characters (hex) of a seal that a mark keeps: enough to find an entry; the whole seal of the head is the proof."""
DENSE = 1_000
"""So many of the latest entries have a mark each; of those before every second one has, then every fourth …"""
AT_ONCE = 500


class HeadUnreadable(Exception):
    """A file is no head of a log; the message says so."""


@dataclass(frozen=True)
class Head:
    """What is signed and handed out."""

    number: int
    """Of the last entry; 0 where the log is empty."""
    at: str
    """When the last entry was made (ISO, UTC); empty where the log is empty."""
    seal: str
    signed_at: str
    public_key: str
    algorithm: str = ALGORITHM
    marks: str = ""
    """The beginnings of the seals of `mark_numbers(number)`, one after the other: they say where a later log departs
    from this head. Empty in a head that is printed."""
    signature: str = ""

    def content(self) -> bytes:
        """What the signature is over."""
        said = {key: value for key, value in asdict(self).items() if key != "signature"}
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

    @property
    def is_genuine(self) -> bool:
        """Whether it is as its signer signed it. Who the signer is, `public_key` says."""
        return self.algorithm == ALGORITHM and is_signed(self.content(), self.signature, self.public_key)

    def told_marks(self) -> dict[int, str]:
        """The number of each marked entry with the beginning of its seal."""
        numbers = mark_numbers(self.number) if self.marks else []
        pieces = (self.marks[start : start + MARK_LENGTH] for start in range(0, len(self.marks), MARK_LENGTH))
        return dict(zip(numbers, pieces, strict=True))


def mark_numbers(last: int) -> list[int]:
    """Which entries a head marks: the first, and towards the last ever more densely."""
    numbers, upper, step = {1} if last else set(), last, 1
    while upper > 0:
        lower = max(0, upper - DENSE * step)
        numbers.update(range(upper - upper % step, lower, -step))
        upper, step = lower, step * 2
    return sorted(numbers)


def current_head(*, marks: bool = False, upto: int | None = None) -> Head:
    """The head of the log as it is now, signed. With marks it is for keeping in a file, without for print.

    upto: the head as it was when that entry was the last, for a copy of the log at that moment.

    Raises:
        KeyMissing: there is no key to sign with.
    """
    key = signing_key()
    entries = Entry.objects.all() if upto is None else Entry.objects.filter(number__lte=upto)
    last = entries.order_by("-number").values_list("number", "at", "seal").first()
    number, at, seal = last or (0, None, FIRST)
    head = Head(
        number=number,
        at=at.astimezone(UTC).isoformat() if at else "",
        seal=seal,
        signed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        public_key=public_hex(key),
        marks=marked(number) if marks else "",
    )
    return replace(head, signature=key.sign(head.content()).hex())


def marked(last: int) -> str:
    numbers = mark_numbers(last)
    seals = seals_of(numbers)
    return "".join(seals.get(number, "-" * MARK_LENGTH)[:MARK_LENGTH] for number in numbers)


def seals_of(numbers: list[int]) -> Mapping[int, str]:
    """The seals of those of the entries that there are."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), AT_ONCE):
        some = Entry.objects.filter(number__in=numbers[start : start + AT_ONCE])
        found.update(some.order_by().values_list("number", "seal"))
    return found


def as_text(head: Head) -> str:
    return json.dumps(asdict(head), indent=1) + "\n"


def read_head(path: Path) -> Head:
    """
    Raises:
        HeadUnreadable: the file can't be read or is no head.
    """
    try:
        said: Any = json.loads(path.read_text())
        head = Head(**said)
        if any(type(getattr(head, one.name)).__name__ != one.type for one in fields(Head)):
            raise ValueError
        head.told_marks()
    except (OSError, ValueError, TypeError):
        raise HeadUnreadable(_("%(file)s 不是操作记录的链头文件，或已损坏。") % {"file": path.name}) from None
    return head


def kept_heads() -> list[Path]:
    """The heads in the county's folder for them (WEIBAO_AUDIT_HEADS_DIR)."""
    return sorted(settings.AUDIT_HEADS_DIR.glob("head-*.json"))


def keep_head() -> Path:
    """Sign a head and put it into the folder of heads. A folder that the county named must be there: it is meant to
    be another disk, and an unmounted one must not be taken for it.

    Raises:
        KeyMissing: there is no key to sign with.
        OSError: the folder is not there or can't be written to.
    """
    if settings.AUDIT_HEADS_DIR == settings.DATA_DIR / "heads":
        settings.AUDIT_HEADS_DIR.mkdir(mode=0o700, exist_ok=True)
    head = current_head(marks=True)
    path = settings.AUDIT_HEADS_DIR / f"head-{timezone.localdate()}-{head.number:09d}.json"
    # There already: the same day, and no entry since.
    write_once(path, as_text(head))
    return path
