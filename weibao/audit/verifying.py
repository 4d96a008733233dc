"""Verifying the log: the chain from its first entry on, and the heads that were kept outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.audit.chain import FIRST, Link, seal_of
from weibao.audit.heads import Head, HeadUnreadable, read_head, seals_of
from weibao.audit.models import Entry
from weibao.audit.signing import kept_key, public_hex

AT_ONCE = 5_000


class Fault(StrEnum):
    EDITED = "edited"
    MISSING = "missing"
    INSERTED = "inserted"
    RESEALED = "resealed"
    CUT = "cut"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Finding:
    """The first bad entry: which, when it says it was made (nothing where it is gone), what is wrong."""

    number: int
    at: datetime | None
    fault: Fault
    since: int
    """The earliest entry that may be concerned: `number` itself, but where marks of a head leave a gap."""
    head: Head | None = None

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        words = {
            Fault.EDITED: _("第 %(n)s 条%(at)s的内容与封印不符：封印之后被改动过。"),
            Fault.MISSING: _("第 %(n)s 条不见了：它被删除，前后两条接不上。"),
            Fault.INSERTED: _("第 %(n)s 条%(at)s是后来插入的：其后的记录原本接在它的前一条之后。"),
            Fault.RESEALED: _("第 %(n)s 条%(at)s被改动后重新封印：后一条记下的封印与它不符。"),
            Fault.CUT: _(
                "第 %(n)s 条不见了：%(signed)s签发的链头证明当时有 %(last)s 条，记录从这里起被截去。"
            ),
            Fault.REWRITTEN: _("第 %(n)s 条%(at)s不是原来的记录：%(signed)s签发的链头证明从这里起被换过。"),
        }[self.fault]
        head = self.head
        sentence = words % {
            "n": self.number,
            "at": f"（{written(self.at)}）" if self.at else "",
            "signed": written(datetime.fromisoformat(head.signed_at)) if head else "",
            "last": head.number if head else "",
        }
        if self.since == self.number:
            return sentence
        return sentence + _("最早可能从第 %(since)s 条起。") % {"since": self.since}


@dataclass(frozen=True)
class Verdict:
    number: int
    """Of the last entry: as many as there are, where the log is whole."""
    seal: str
    """Of the last entry."""
    heads: int
    """How many heads the log was compared with."""
    broken: Finding | None
    doubts: list[str] = field(default_factory=list)
    """Sentences on heads that can't be relied on."""

    @property
    def is_whole(self) -> bool:
        return self.broken is None and not self.doubts


def written(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def verify(*, heads: Iterable[Path] = (), newest: int | None = None, trusted: Iterable[str] = ()) -> Verdict:
    """Verify the chain and compare it with heads. It changes nothing, so it runs on a copy as well.

    heads: files; each must be signed by the county's key or by one of `trusted` (public keys in hex: former ones, or the
        county's own where the key is not on this machine).
    newest: look only at so many of the latest entries; None for all of them.
    """
    last, seal = Entry.objects.order_by("-number").values_list("number", "seal").first() or (0, FIRST)
    known, doubts = sort_out(heads, set(trusted))
    findings = [first_fault(newest), first_departure(known, last)]
    return Verdict(
        number=last,
        seal=seal,
        heads=len(known),
        broken=min((one for one in findings if one), key=lambda one: one.number, default=None),
        doubts=doubts,
    )


def first_fault(newest: int | None = None) -> Finding | None:
    """The first entry at which the chain does not hold."""
    number, previous = 0, FIRST
    entries = Entry.objects.order_by("number")
    if newest is not None:
        before = Entry.objects.order_by("-number").values_list("number", "seal")[newest : newest + 1].first()
        if before:
            number, previous = before
            entries = entries.filter(number__gt=number)
    for link in links(entries):
        number += 1
        if link.number != number:
            return found_at(number, Fault.MISSING)
        if seal_of(link) != link.seal:
            return edited(link)
        if link.previous != previous:
            # The entry itself is as it was sealed: what changed is the one that it sealed.
            return found_at(max(number - 1, 1), Fault.RESEALED)
        previous = link.seal
    return None


def links(entries) -> Iterator[Link]:
    return map(Link._make, entries.values_list(*Link._fields).iterator(chunk_size=AT_ONCE))


def edited(link: Link) -> Finding:
    """An entry that its seal does not fit: changed, unless it was sealed right after an earlier one, under the number
    that comes then. In that case it is as it was, and what stands between was put in."""
    before = Entry.objects.filter(seal=link.previous).values_list("number", flat=True).first()
    place = 1 if link.previous == FIRST else (before or 0) + 1
    if place < link.number and seal_of(link._replace(number=place)) == link.seal:
        return found_at(place, Fault.INSERTED)
    return found_at(link.number, Fault.EDITED)


def found_at(number: int, fault: Fault, *, since: int | None = None, head: Head | None = None) -> Finding:
    at = Entry.objects.filter(number=number).values_list("at", flat=True).first()
    return Finding(number, at, fault, since if since is not None else number, head)


def sort_out(paths: Iterable[Path], trusted: set[str]) -> tuple[list[Head], list[str]]:
    """The heads that can be relied on, the earliest first, and a sentence on each of the others."""
    heads, doubts = [], []
    if key := kept_key():
        trusted = trusted | {public_hex(key)}
    for path in paths:
        try:
            head = read_head(path)
        except HeadUnreadable as unreadable:
            doubts.append(str(unreadable))
            continue
        if not head.is_genuine:
            doubts.append(_("链头文件 %(file)s 的签名不符：文件被改动过。") % {"file": path.name})
        elif head.public_key not in trusted:
            doubts.append(
                _(
                    "链头文件 %(file)s 的签名不是用本机现有密钥做的，公钥为 %(key)s；与存档的公钥核对无误后，用 --key 指明。"
                )
                % {"file": path.name, "key": head.public_key}
            )
        else:
            heads.append(head)
    return sorted(heads, key=lambda head: head.number), doubts


def first_departure(heads: list[Head], last: int) -> Finding | None:
    """The first entry at which the log is not what the heads say it was."""
    seals, good = seals_of([head.number for head in heads]), 0
    for head in heads:
        if head.number == 0 or seals.get(head.number) == head.seal:
            good = head.number
            continue
        marks = {number: mark for number, mark in head.told_marks().items() if number > good}
        kept = seals_of(list(marks))
        bad = min(last + 1, head.number)
        for number, mark in marks.items():
            if number > last or kept.get(number, "")[: len(mark)] != mark:
                bad = min(bad, number)
                break
            good = number
        fault = Fault.CUT if bad > last else Fault.REWRITTEN
        return found_at(bad, fault, since=good + 1, head=head)
    return None
