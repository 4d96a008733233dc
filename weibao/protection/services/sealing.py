"""Sealing records: by the authority's notice, by the list of what is due, by itself when the time has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.audit.locking import Alone, hold
from weibao.audit.services import SCHEDULE, Actor, act
from weibao.feeds.models import FeedRow
from weibao.machines import CannotAct, person
from weibao.people.models import Child, Guardian, SearchToken
from weibao.people.refreshing import refresh_children
from weibao.protection.finding import child_of_number, county_of, id_number_in, person_token
from weibao.protection.ledger import Line, enter, lines_since
from weibao.protection.models import DueSeal, Seal, SealedCount, SealedKey
from weibao.protection.sealing.declaring import Sealable, count_token, counts, sealables
from weibao.protection.sealing.kinds import Kind, sealed_kinds
from weibao.protection.sealing.removing import content_of, dependents, remove, whole_of


def seal_by_notice(*, actor: User, id_number: str, kinds: Sequence[str], document: str, along: bool) -> None:
    """Seal every ended record of these kinds that the platform holds of a person, as an authority's notice of sealing
    (封存通知书) says. Whether there was any is not told.

    Raises:
        PermissionDenied: no duty of the actor seals.
        CannotAct: what was written is no ID number.
    """
    number = id_number_in(id_number)
    if not number:
        raise CannotAct(_("身份证号应为 18 位，请核对。"))
    with act(actor, "seals.notice", ability="seals.keep") as log:
        duty = actor.reaches("seals.keep")[0][0]
        child = child_of_number(number, county_of(duty))
        sealed = 0
        if child is not None:
            wanted = [Kind(one) for one in kinds]
            material = material_of(child) if along else []
            for declared in sealables():
                for record in list(declared.of_child(child)):
                    kind = declared.kind(record)
                    if kind in wanted and declared.may_be_sealed(record):
                        sealed += bool(seal(actor, declared, record, kind, document=document))
            if sealed:
                seal_along(actor, material, wanted[0], document)
        log.note(kinds=len(kinds))


def seal_along(actor: Actor, material: Iterable[tuple[Sealable, Model]], kind: Kind, document: str) -> None:
    """Seal material of help and evaluation with the child's records."""
    for declared, record in material:
        standing = declared.model._base_manager.filter(pk=record.pk).first()
        if standing is not None:
            seal(actor, declared, standing, kind, document=document)


def material_of(child: Child) -> list[tuple[Sealable, Model]]:
    """What goes along, told before anything is sealed: a plan that lost its entry would no more say what it served."""
    return [
        (declared, record)
        for declared in sealables()
        for record in declared.of_child(child)
        if declared.goes_along(record)
    ]


def seal_due(*, actor: User, due: DueSeal, document: str) -> None:
    """Seal one record of the list of what is due.

    Raises:
        PermissionDenied: no duty of the actor seals.
    """
    with act(actor, "seals.due", ability="seals.keep"):
        declared, record = record_of(due)
        if declared is not None and record is not None:
            kind = declared.kind(record)
            if kind is not None and declared.ended_on(record) is not None:
                seal(actor, declared, record, kind, document=document)
        due.delete()


def record_of(due: DueSeal) -> tuple[Sealable | None, Model | None]:
    declared = next((one for one in sealables() if one.model._meta.label_lower == due.model), None)
    return declared, declared.model._base_manager.filter(pk=due.record).first() if declared else None


def seal(actor: Actor, declared: Sealable, record: Model, kind: Kind, *, document: str = "") -> Seal | None:
    """Take one record, inside the caller's act, out of its register into the archive. None where it is gone already.

    The child's file is derived anew without it; a file of which nothing is left is sealed too.
    """
    hold(Alone.LINKS)
    if not type(record)._base_manager.filter(pk=record.pk).exists():
        return None
    children = declared.children(record)
    records = whole_of(declared.whole(record))
    figures = [one for count in counts() for one in count(records)]
    owner = children[0] if children else None
    sealed = Seal.objects.create(
        kind=kind.value,
        child=owner,
        person=person_token(owner.id_number) if owner else "",
        area_code=owner.area_code if owner else "",
        ground=str(sealed_kinds()[kind].ground),
        document=document,
        sealed_by=person(actor),
        content=[content_of(one) for one in records],
    )
    label = type(record)._meta.label_lower
    enter(sealed.public_id, Line(datetime.now(UTC).isoformat(), label, record.pk, kind.value))
    SealedKey.objects.bulk_create(SealedKey(seal=sealed, natural_key=key) for key in keys_of(records))
    SealedCount.objects.bulk_create(
        SealedCount(seal=sealed, figure=figure, year=year, token=count_token(figure, year, who))
        for figure, year, who in figures
    )
    remove(records)
    for child in children:
        settle(child)
    return sealed


def seal_again_after(moment: datetime) -> int:
    """Seal again what was sealed after a moment and is there again, since a backup of that moment was put back. Answers
    how many records."""
    sealed = 0
    with act(SCHEDULE, "seals.again", ability="seals.keep") as log:
        for line in lines_since(moment):
            declared = next((one for one in sealables() if one.model._meta.label_lower == line.model), None)
            record = declared.model._base_manager.filter(pk=line.record).first() if declared else None
            if declared is not None and record is not None:
                sealed += seal(SCHEDULE, declared, record, Kind(line.kind)) is not None
        log.note(sealed=sealed)
    return sealed


def keys_of(records: Iterable[Model]) -> set[str]:
    return {one.natural_key for one in records if isinstance(one, FeedRow) and one.natural_key}


def settle(child: Child) -> None:
    """The child's file as the rows left tell it; a file of which nothing else speaks goes into the archive too."""
    if child.links.filter(ended_at=None).exists():
        refresh_children([child.pk])
        return
    own = (Guardian, SearchToken, Seal, DueSeal)
    stays = any(
        model._base_manager.filter(**{field.name: child}).exists()
        for model, field in dependents(Child)
        if not issubclass(model, own)
    )
    if stays:
        return
    last = Seal.objects.filter(child=child).order_by("-pk").first()
    if last is not None:
        last.content = [*last.content, content_of(child)]
        last.save(update_fields=["content"])
    Guardian.objects.filter(child=child).delete()
    DueSeal.objects.filter(child=child).delete()
    remove([child])


def seal_delivered_again(rows: Iterable[FeedRow]) -> int:
    """Seal at once, inside the caller's transaction, rows that tell anew what is sealed. Answers how many."""
    fresh = {row.natural_key: row for row in rows if row.natural_key}
    known: dict[str, Seal] = {}
    keys = sorted(fresh)
    for start in range(0, len(keys), 500):
        found = SealedKey.objects.filter(natural_key__in=keys[start : start + 500]).select_related("seal")
        known |= {one.natural_key: one.seal for one in found}
    for key, sealed in known.items():
        records = whole_of([fresh[key]])
        sealed.content = [*sealed.content, *(content_of(one) for one in records)]
        sealed.save(update_fields=["content"])
        remove(records)
    return len(known)


def age_of_majority(child: Child, on: date) -> bool:
    age = child.age_on(on)
    return age is not None and age >= 18


def find_due(*, actor: Actor, on: date | None = None) -> tuple[int, int]:
    """Write anew which records are due to be sealed; seal those whose child is grown, of whom this platform has no
    more to do. Answers (how many wait for the authority, how many were sealed)."""
    on = on or timezone.localdate()
    waiting: list[DueSeal] = []
    sealed = 0
    with act(actor, "seals.sweep", ability="seals.keep") as log:
        for declared in sealables():
            for record in list(declared.ended()):
                kind = declared.kind(record)
                if kind is None:
                    continue
                children = declared.children(record)
                grown = bool(children) and all(age_of_majority(child, on) for child in children)
                if grown and declared.may_be_sealed(record):
                    sealed += seal(actor, declared, record, kind) is not None
                    continue
                ended = declared.ended_on(record)
                if ended is None or (due_on := sealed_kinds()[kind].due_on(ended)) > on:
                    continue
                label = declared.model._meta.label_lower
                waiting += [
                    DueSeal(model=label, record=record.pk, kind=kind.value, child=child, due_on=due_on)
                    for child in children[:1]
                ]
        DueSeal.objects.all().delete()
        DueSeal.objects.bulk_create(waiting, batch_size=500)
        log.note(waiting=len(waiting), sealed=sealed)
    return len(waiting), sealed
