"""People at work in the twin counties, and what is each one's own."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from tests.permissions.places import Mine, Place
from weibao.access.duties import DUTY_KINDS
from weibao.access.models import DutyAssignment, SecondFactor, User
from weibao.jobs.models import Job, State
from weibao.people.models import ChildAccess
from weibao.places.models import Area
from weibao.protection.models import AccessRequest, BreakGlass, Opening

WHOLE = "whole"
"""Added to a duty's name: the same duty over all of its county, held at another desk."""


def employ(place: Place, kind: str, area: Area, name: str) -> User:
    user = User.objects.create(
        username=f"{name}-{place.number}", name=place.called(kind), unit=place.unit, password="!"
    )
    DutyAssignment.objects.create(
        user=user,
        kind=kind,
        unit=place.unit,
        area=area,
        purpose=place.called("履职"),
        starts_on=date(2020, 1, 1),
    )
    return user


def readers(place: Place) -> dict[str, User]:
    """Who asks: each duty over the town, and each over the whole county; children by name are given to both."""
    found = {}
    for kind in DUTY_KINDS:
        for name, area in ((kind, place.town), (f"{kind}.{WHOLE}", place.county)):
            found[name] = employ(place, kind, area, f"reader.{name}")
            give_access(place, found[name])
    return found


def give_access(place: Place, user: User) -> None:
    for child in (place.child, place.focused, place.proposed):
        ChildAccess.objects.create(
            child=child, user=user, purpose=place.named("专班"), starts_on=date(2020, 1, 1)
        )


def own_records(place: Place, user: User) -> Mine:
    kind = user.duties.get().kind
    job = Job.objects.create(
        actor=user, kind="feeds.import", title=place.named("导入.xlsx"), state=State.DONE,
        arguments={"file_name": place.named("导入.xlsx")},
        result={
            "batch": place.delivery.pk, "rows": 1, "accepted": 1, "duplicates": 0, "quarantined": 0, "not_data": 0,
            "already": False,
        },
    )  # fmt: skip
    request = AccessRequest.objects.create(
        requester=user, duty_kind=kind, area_code=place.county.code, subject=place.named("甲儿"), child=place.child,
        purpose="help", reason=place.named("协助查找。"), days=3,
    )  # fmt: skip
    glass = BreakGlass.objects.create(
        user=user, child=place.child, reason=place.named("有生命危险。"), hours=2
    )
    opening = opening_of(place, user, state="approved", until=timezone.now() + timedelta(days=2))
    factor = SecondFactor.objects.create(user=user, kind="totp", name=place.named("手机"), secret="A" * 32)
    return Mine(job, request, glass, opening, factor)


def opening_of(place: Place, user: User, **more) -> Opening:
    return Opening.objects.create(
        reader=user, subject=place.named("号码"), person=f"{user.pk:064d}", area_code=place.county.code,
        ground="《刑事诉讼法》第286条", document=place.called("函"), reason=place.named("审理另案。"), days=2, **more,
    )  # fmt: skip
