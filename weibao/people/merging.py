"""Two files that are one child's become one, and can become two again; a row wrongly linked leaves a file.

Whatever hangs on a child, in this app or in any other, follows by its foreign key; the merge remembers every
primary key that moved, so that undoing puts back just those.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from weibao.access.models import User
from weibao.audit.locking import Alone, hold
from weibao.audit.services import Actor, act
from weibao.feeds.models import FeedRow
from weibao.people.derive import Said
from weibao.people.locating import Gazetteer
from weibao.people.models import Child, Guardian, Link, Merge, Method, Proposal, ProposalState, SearchToken
from weibao.people.records import linked_child_numbers
from weibao.people.refreshing import create_children, refresh_children
from weibao.people.standing import standing

DERIVED_MODELS = (Guardian, SearchToken)
"""Written anew from the rows by `refresh_children`, so they need no moving."""


class CannotMerge(ValueError):
    """The two files can't be made one, or a merge can't be undone; the message says why and what to do."""


def merge_children(*, actor: Actor, kept: Child, absorbed: Child, reason: str) -> Merge:
    """Make two files one: everything of `absorbed` moves to `kept`, and `absorbed` leads there from then on.

    Raises:
        CannotMerge: a file was merged before, or the two hold two different usable ID numbers.
    """
    with act(actor, "children.merge", ability="children.merge", target=kept, over=[kept, absorbed]) as log:
        hold(Alone.LINKS)
        merge = join(kept, absorbed, reason=reason, decided_by=person(actor))
        log.note(absorbed=absorbed.pk, merge=merge.pk)
    return merge


def undo_merge(*, actor: Actor, merge: Merge) -> Child:
    """Undo a merge exactly: what moved goes back, what came later stays. Answers the file that is back.

    Raises:
        CannotMerge: it was undone before, or the file was merged further meanwhile (undo that first).
    """
    with act(actor, "children.unmerge", ability="children.merge", target=merge.kept, over=[merge]) as log:
        hold(Alone.LINKS)
        part(merge, undone_by=person(actor))
        log.note(absorbed=merge.absorbed_id, merge=merge.pk)
    return Child.objects.get(pk=merge.absorbed_id)


def unlink_row(*, actor: Actor, row: FeedRow, reason: str) -> Child:
    """Take a wrongly linked row, with its earlier versions, out of its child's file, to a file of its own.

    Raises:
        CannotMerge: the row has no file, or its file holds nothing else.
    """
    standing = list(Link.objects.filter(row=row, ended_at=None))
    with act(actor, "links.unlink", ability="links.review", over=standing) as log:
        hold(Alone.LINKS)
        link = Link.objects.select_related("child").filter(row=row, ended_at=None).first()
        if link is None:
            raise CannotMerge(_("这一行没有关联到任何儿童。"))
        before = link.child
        moving = versions_in(before, row)
        if not Link.objects.filter(child=before, ended_at=None).exclude(row__in=moving).exists():
            raise CannotMerge(_("这份档案只有这一行数据，不需要拆分。"))
        said = [Said(one.feed, one.values, (one.delivery.report_month, one.pk)) for one in moving]
        (child,) = create_children([said], gazetteer=Gazetteer())
        move_rows(
            moving, child, reason=_("人工拆分：%(reason)s") % {"reason": reason}, decided_by=person(actor)
        )
        Proposal.objects.update_or_create(
            row=row,
            child=before,
            defaults={"rank": 1, "probability": link.probability, "reason": reason[:300]}
            | decided(ProposalState.DIFFERENT, person(actor)),
        )
        refresh_children([before.pk])
        log.about(before)
        log.note(row=row.pk, child=child.pk)
    return child


def versions_in(child: Child, row: FeedRow) -> list[FeedRow]:
    """The row with those of its earlier versions that are linked to the child, oldest first."""
    found = {row.pk: row}
    while True:
        older = FeedRow.objects.filter(
            same_as__in=found, links__child=child, links__ended_at=None
        ).select_related("delivery")
        new = {one.pk: one for one in older if one.pk not in found}
        if not new:
            return [found[key] for key in sorted(found)]
        found |= new


def move_rows(
    rows: list[FeedRow],
    child: Child,
    *,
    reason: str,
    decided_by: User | None,
    number_denied: bool = False,
) -> None:
    """End the links of these rows and link them to the child, by a person's word."""
    now = timezone.now()
    Link.objects.filter(row__in=rows, ended_at=None).update(ended_at=now)
    Link.objects.bulk_create(
        [
            Link(
                row=row, child=child, method=Method.PERSON, probability=1.0, reason=reason[:300],
                decided_by=decided_by, created_at=now, number_denied=number_denied,
            )
            for row in rows
        ]
    )  # fmt: skip


def join(kept: Child, absorbed: Child, *, reason: str, decided_by: User | None) -> Merge:
    """Merge inside the caller's act and lock."""
    # Locked, so that nothing is opened on a file while what hangs on it is being carried over.
    files = Child.objects.select_for_update().order_by("pk").in_bulk([kept.pk, absorbed.pk])
    kept, absorbed = files[kept.pk], files[absorbed.pk]
    if kept.pk == absorbed.pk:
        raise CannotMerge(_("两份档案是同一份。"))
    if kept.merged_into_id or absorbed.merged_into_id:
        raise CannotMerge(_("其中一份档案已经合并过，请在合并后的档案上操作。"))
    if two_numbers(kept, absorbed):
        raise CannotMerge(
            _(
                "两份档案各有一个有效的身份证号，号码不同，不能合并。请先核对原始数据，把填错号码的那一行拆分出来。"
            )
        )
    moved: dict[str, list] = {}
    for model, field in references():
        keys = carry(model, field, absorbed, kept)
        if keys:
            moved[f"{model._meta.label_lower}.{field}"] = keys
    lapsed = lapse(kept, absorbed)
    absorbed.merged_into = kept
    absorbed.save()
    Guardian.objects.filter(child=absorbed).delete()
    refresh_children([kept.pk])
    return Merge.objects.create(
        kept=kept,
        absorbed=absorbed,
        reason=reason[:300],
        moved={"records": moved, "lapsed": lapsed},
        decided_by=decided_by,
    )


def part(merge: Merge, *, undone_by: User | None) -> None:
    """Undo a merge inside the caller's act and lock."""
    merge.refresh_from_db()
    kept, absorbed = merge.kept, merge.absorbed
    if merge.undone_at is not None:
        raise CannotMerge(_("这次合并已经撤销过。"))
    if kept.merged_into_id:
        raise CannotMerge(_("这份档案后来又并入了别的档案，请先撤销后来的那次合并。"))
    for reference, keys in merge.moved["records"].items():
        label, _dot, field = reference.rpartition(".")
        write_owner(apps.get_model(label), field, keys, kept, absorbed)
    for key, state in merge.moved["lapsed"]:
        Proposal.objects.filter(pk=key, state=ProposalState.LAPSED).update(
            state=state, decided_at=None, decided_by=None
        )
    absorbed.merged_into = None
    absorbed.save()
    merge.undone_at, merge.undone_by = timezone.now(), undone_by
    merge.save(update_fields=["undone_at", "undone_by"])
    refresh_children([kept.pk, absorbed.pk])


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Every foreign key of any app that names a child as owner, histories excepted."""
    for relation in Child._meta.get_fields(include_hidden=True):
        if not (
            relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        ):
            continue
        model, field = relation.related_model, relation.remote_field
        if (
            model is None
            or field is None
            or issubclass(model, (Child, Merge, *DERIVED_MODELS, HistoricalChanges))
        ):
            continue
        yield model, field.name


def carry(model: type[models.Model], field: str, source: Child, target: Child) -> list[Any]:
    """Move what hangs on one child to the other; a record that the other child has already stays behind (such as
    the same proposal). Answers the primary keys that moved."""
    keys = list(model._base_manager.filter(**{field: source}).order_by("pk").values_list("pk", flat=True))
    if not keys:
        return []
    try:
        with transaction.atomic():
            write_owner(model, field, keys, source, target)
    except IntegrityError:
        keys = [key for key in keys if carried_alone(model, field, key, source, target)]
    return [key if isinstance(key, int) else str(key) for key in keys]


def carried_alone(model: type[models.Model], field: str, key: Any, source: Child, target: Child) -> bool:
    try:
        with transaction.atomic():
            write_owner(model, field, [key], source, target)
    except IntegrityError:
        return False
    return True


def write_owner(model: type[models.Model], field: str, keys: list, source: Child, target: Child) -> None:
    """Make `target` the owner of these records where `source` is, with a version in their histories."""
    records = model._base_manager.filter(pk__in=keys)
    still = list(records.filter(**{field: source}).values_list("pk", flat=True))
    model._base_manager.filter(pk__in=still).update(**{field: target})
    history = getattr(model._meta, "simple_history_manager_attribute", None)
    if history and still:
        getattr(model, history).bulk_history_create(
            list(model._base_manager.filter(pk__in=still)), update=True, batch_size=500
        )


def lapse(kept: Child, absorbed: Child) -> list[list]:
    """Proposals that the merge answers, or that `kept` holds already, wait no longer."""
    answered = standing().filter(
        Q(child=absorbed) | Q(child=kept, row__links__ended_at=None, row__links__child=kept)
    )
    found = [[key, state] for key, state in answered.distinct().order_by("pk").values_list("pk", "state")]
    Proposal.objects.filter(pk__in=[key for key, _state in found]).update(
        **decided(ProposalState.LAPSED, None)
    )
    return found


def decided(state: ProposalState, by: User | None) -> dict[str, Any]:
    return {"state": state, "decided_by": by, "decided_at": timezone.now()}


def two_numbers(one: Child, other: Child) -> bool:
    """Whether the rows of each hold a usable ID number that the other's do not."""
    numbers = linked_child_numbers({one.pk, other.pk})
    a, b = numbers[one.pk], numbers[other.pk]
    return not (a <= b or b <= a)


def person(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) else None


def current(child: Child) -> Child:
    """The file that a child's file leads to now, after any number of merges; read anew, since the given one may
    have been loaded before a merge."""
    key: int | None = child.pk
    while key is not None:
        child = Child.objects.get(pk=key)
        key = child.merged_into_id
    return child
