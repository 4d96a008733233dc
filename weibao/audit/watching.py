"""Gathers from the log and the duties what `patterns` looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from weibao.access.duties import DUTY_KINDS
from weibao.access.models import DutyAssignment, User
from weibao.audit.models import Entry, Outcome
from weibao.audit.patterns import Facts, Opening, Pattern, Person, Refusal, patterns_in
from weibao.audit.services import Actor, act
from weibao.audit.subjects import children_of, told_children
from weibao.linkage.names import simplify, split_name
from weibao.places.models import Level

BEFORE = timedelta(days=90)
"""So long before the days looked at tells what is usual."""
OPENS = ("open", "reveal", "compare")
"""The last part of an action by which somebody sees of a child what stands in its file."""

EMERGENCY = "glass.open"
"""The action of break-glass (weibao.protection)."""


def patterns_of(*, actor: Actor, days: int) -> list[Pattern]:
    """The patterns of the last `days` days. That somebody looked for them is in the log."""
    with act(actor, "audit.patterns", ability="audit.read") as log:
        found = patterns_in(facts(timezone.localtime() - timedelta(days=days)))
        log.note(days=days, found=len(found))
    return found


def facts(since: datetime) -> Facts:
    openings = openings_from(since - BEFORE)
    return Facts(
        since=since,
        openings=openings,
        refusals=[
            Refusal(number, timezone.localtime(at), actor)
            for number, at, actor in Entry.objects.filter(outcome=Outcome.REFUSED, at__gte=since)
            .values_list("number", "at", "actor")
            .iterator()
        ],
        people=people(one.actor for one in openings),
        children=told_children({one.child for one in openings}),
    )


def openings_from(moment: datetime) -> list[Opening]:
    """Each entry by which a person saw something of a child."""
    seeing = Q()
    for verb in OPENS:
        seeing |= Q(action__endswith=f".{verb}")
    entries = Entry.objects.filter(
        seeing, at__gte=moment, outcome=Outcome.DONE, actor__startswith="user:"
    ).order_by("number")
    rows = list(entries.values_list("number", "at", "actor", "action", "target", "detail"))
    child_of = children_of(target for *_, target, _detail in rows)
    found = []
    for number, at, actor, action, target, detail in rows:
        child = child_of.get(target) or detail.get("child")
        if isinstance(child, int):
            found.append(Opening(number, timezone.localtime(at), actor, child, emergency=action == EMERGENCY))
    return found


def people(actors: Iterable[str]) -> dict[str, Person]:
    """Family name, villages and ended duties of each person."""
    keys = {int(actor.partition(":")[2]) for actor in actors}
    now = timezone.localtime()
    villages: dict[int, set[str]] = defaultdict(set)
    ended: dict[int, list[datetime]] = defaultdict(list)
    for duty in DutyAssignment.objects.filter(user__in=keys).select_related("area"):
        if duty.area.level == Level.VILLAGE:
            villages[duty.user_id].add(duty.area_id)
        end = end_of(duty)
        if end and end <= now and "children.view" in DUTY_KINDS[duty.kind].abilities:
            ended[duty.user_id].append(end)
    return {
        f"user:{pk}": Person(split_name(simplify(name))[0], frozenset(villages[pk]), tuple(ended[pk]))
        for pk, name in User.objects.filter(pk__in=keys).values_list("pk", "name")
    }


def end_of(duty: DutyAssignment) -> datetime | None:
    """When a duty ended or will end, local time: revoked, or at the end of its last day."""
    ends = [timezone.localtime(duty.revoked_at)] if duty.revoked_at else []
    if duty.ends_on:
        ends.append(timezone.make_aware(datetime.combine(duty.ends_on, time.max)))
    return min(ends, default=None)
