"""Matching: which child each accepted row speaks of. Reads rows out as Arrow, writes links and proposals back."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.audit.locking import Alone, hold
from weibao.audit.services import Actor, act, refuse
from weibao.linkage import Linkage, link
from weibao.people.derive import Said
from weibao.people.locating import Gazetteer
from weibao.people.models import Child, Link, Merge, Method, Proposal
from weibao.people.records import Material, gather
from weibao.people.refreshing import create_children, refresh_children
from weibao.people.standing import standing

INHERITED = "这一行更正了该儿童原有的一行，沿用原行的儿童。"
FOLLOWING = "这一行已被更正，随更正后的行归入同一儿童。"
BATCH = 2_000
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class MatchResult:
    """How things stand after a run, over everything accepted so far: `records` linked, `children` with a file,
    `links` in force that rest on an equal ID number and on the model, `review` rows that wait for a person.
    Rows that are the first of their child, that follow a correction or that a person linked count in no
    method. `seconds` is the run's; the two `new_` counts are what this run added."""

    records: int
    children: int
    links: dict[str, int]
    review: int
    seconds: float
    new_records: int = 0
    new_children: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def match_records(*, actor: Actor, progress: Progress | None = None) -> MatchResult:
    """Link every accepted row that has no child yet: to an existing child, or to a new one.

    Rows of existing links keep their child whatever comes; a row that would join two children waits in the
    review queue with a child of its own. All is written in one transaction, or nothing.

    Raises:
        PermissionDenied: the actor lacks `links.review`.
    """
    if isinstance(actor, User) and not actor.holds("links.review"):
        # `act` below would say so too, but only after the work.
        refuse(actor, "links.match")
        raise PermissionDenied(_("您的职责不包含这项操作。"))
    started = time.perf_counter()
    tell = progress or (lambda done, total, step: None)
    tell(0, 3, _("读取记录"))
    before = fingerprint()
    material = gather()
    if not material.fresh:
        return result(started)
    tell(1, 3, _("比对记录"))
    linkage = link(material.records)
    tell(2, 3, _("保存关联"))
    with act(actor, "links.match", ability="links.review") as log:
        hold(Alone.LINKS)
        if fingerprint() != before:
            # Somebody linked, merged or imported meanwhile: look again, now that nobody else can.
            material = gather()
            linkage = link(material.records)
        new_children = save(material, linkage)
        log.note(rows=len(material.fresh), children=new_children)
    tell(3, 3, _("完成"))
    return result(started, len(material.fresh), new_children)


def fingerprint() -> tuple:
    """What changes whenever somebody changes who is who."""
    links = Link.objects.aggregate(last=Max("pk"), ended=Count("pk", filter=Q(ended_at__isnull=False)))
    merges = Merge.objects.aggregate(last=Max("pk"), undone=Count("pk", filter=Q(undone_at__isnull=False)))
    return (links["last"], links["ended"], merges["last"], merges["undone"])


def save(material: Material, linkage: Linkage) -> int:
    """Write what matching found; answers how many children are new."""
    gazetteer = Gazetteer()
    found = linkage.links.to_pylist()
    groups: dict[int, list[int]] = defaultdict(list)
    home: dict[int, tuple[int | None, int | None]] = {}
    """Row → (existing child, cluster of a new child)."""
    for one in found:
        home[one["record_id"]] = (one["child_id"], one["cluster"])
    for row, child in material.inherited.items():
        home[row] = (child, None)
    for row, head in material.following.items():
        home[row] = home[head]
    for row, (known, cluster) in home.items():
        if known is None and cluster is not None:
            groups[cluster].append(row)
    labels = sorted(groups)
    created = create_children(
        [[said(material, row) for row in groups[label]] for label in labels], gazetteer=gazetteer
    )
    new: dict[int | None, int] = dict(zip(labels, (child.pk for child in created), strict=True))

    def child_of(row: int) -> int:
        child, cluster = home[row]
        return child if child is not None else new[cluster]

    now = timezone.now()
    links = [
        Link(
            row_id=one["record_id"],
            child_id=child_of(one["record_id"]),
            method=one["method"],
            probability=one["probability"],
            reason=one["reason"][:300],
            created_at=now,
        )
        for one in found
    ]
    for rows, reason in ((material.inherited, INHERITED), (material.following, FOLLOWING)):
        links += [
            Link(
                row_id=row, child_id=child_of(row), method=Method.CORRECTED, probability=1.0, reason=reason,
                created_at=now,
            )
            for row in rows
        ]  # fmt: skip
    Link.objects.bulk_create(links, batch_size=BATCH)
    save_proposals(linkage, new, child_of)
    refresh_children({child for child, _cluster in home.values() if child is not None}, gazetteer=gazetteer)
    return len(created)


def save_proposals(linkage: Linkage, new: dict[int | None, int], child_of: Callable[[int], int]) -> None:
    made = []
    for one in linkage.proposals.to_pylist():
        child = one["child_id"] if one["child_id"] is not None else new[one["cluster"]]
        if child != child_of(one["record_id"]):
            made.append(
                Proposal(
                    row_id=one["record_id"],
                    child_id=child,
                    rank=one["rank"],
                    probability=one["probability"],
                    reason=one["reason"][:300],
                )
            )
    Proposal.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)


def said(material: Material, row: int) -> Said:
    one = material.fresh[row]
    return Said(one.feed, one.values, (one.report_month, one.id), superseded=one.newer is not None)


def result_now(before: MatchResult) -> MatchResult:
    """The result with the counts as they are now, after a person answered."""
    now = result(time.perf_counter())
    return replace(
        now, seconds=before.seconds, new_records=before.new_records, new_children=before.new_children
    )


def result(started: float, new_records: int = 0, new_children: int = 0) -> MatchResult:
    methods = dict(
        Link.objects.filter(ended_at=None).values_list("method").annotate(n=Count("pk")).order_by()
    )
    return MatchResult(
        records=sum(methods.values()),
        children=Child.objects.kept().count(),
        links={method.value: methods.get(method.value, 0) for method in (Method.ID_NUMBER, Method.MODEL)},
        review=standing().values("row").distinct().count(),
        seconds=round(time.perf_counter() - started, 3),
        new_records=new_records,
        new_children=new_children,
    )
