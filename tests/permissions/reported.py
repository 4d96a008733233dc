"""What departments reported in the twin counties, and the children who come of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.people.conftest import id_number
from tests.permissions.places import Place
from tests.permissions.working import employ
from weibao.access.duties import DUTY_KINDS
from weibao.audit.services import CONSOLE
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.people.derive import Said
from weibao.people.locating import Gazetteer
from weibao.people.merging import merge_children
from weibao.people.models import Child, Link, Method, Proposal
from weibao.people.refreshing import create_children


def settle(place: Place) -> Place:
    """People, deliveries, and the children who come of them."""
    for kind in DUTY_KINDS:
        place.users[kind] = employ(place, kind, place.town, kind)
    born = date(2012, 1 + place.number, 1 + place.number)
    pupils = [pupil(place, born, n, name) for n, name in enumerate(("甲儿", "乙儿", "丙儿"))]
    place.delivery = delivery(place, "education", len(pupils), quarantined=1)
    rows = [row(place.delivery, n, values) for n, values in enumerate(pupils, 2)]
    FeedRow.objects.create(
        delivery=place.delivery, feed="education", row=9, state=RowState.QUARANTINED,
        cells={"学生姓名": place.named("隔离儿"), "监护人电话": place.phone()},
        reasons=[{"code": "missing", "column": "身份证号", "message": place.named("缺少身份证号")}],
    )  # fmt: skip
    place.child, place.focused, place.proposed = (filed(one) for one in rows)
    harm(place, place.child, rows[0])
    other = filed(row(delivery(place, "hotline", 1), 2, pupil(place, born, 7, "甲兒") | {"id_number": None}))
    place.merge = merge_children(
        actor=CONSOLE, kept=place.child, absorbed=other, reason=place.named("同一人。")
    )
    alone = row(
        delivery(place, "police", 1), 2, {"name": place.named("甲尔"), "sex": "男", "incident_type": "盗窃"}
    )
    filed(alone)
    place.proposal = Proposal.objects.create(
        row=alone, child=place.child, rank=1, probability=0.8, reason=place.named("姓名同音。")
    )
    place.link = place.child.links.filter(ended_at=None).order_by("pk").first()
    return place


def pupil(place: Place, born: date, n: int, name: str) -> dict[str, Any]:
    number = id_number(born.isoformat(), 100 * place.number + 11 + 2 * n)
    place.numbers.add(number)
    return {
        "name": place.named(name), "sex": "男", "birth_date": born.isoformat(), "id_number": number,
        "guardian_name": place.named(f"监护{n}"), "guardian_phone": place.phone(), "grade": "七年级",
        "home_address": f"{place.county.name}{place.town.name}{place.mark}湾{n}社15号", "class_name": "2班",
        "school_name": place.unit.name, "enrolment_status": "在读", "town": place.town.name,
        "village": place.called("村"),
    }  # fmt: skip


def delivery(place: Place, feed: str, accepted: int, *, quarantined: int = 0) -> Delivery:
    return Delivery.objects.create(
        feed=feed, file_name=place.named(f"{feed}.xlsx"), fingerprint=f"{Delivery.objects.count():064d}", unit=place.unit,
        sheets=[place.named("表")],
        area=place.town, report_month=timezone.localdate().replace(day=1), imported_by=place.users["liaison"],
        rows_read=accepted + quarantined, accepted=accepted, quarantined=quarantined,
        reasons={"缺少身份证号": quarantined} if quarantined else {},
    )  # fmt: skip


def row(of: Delivery, number: int, values: dict[str, Any]) -> FeedRow:
    return FeedRow.objects.create(
        delivery=of, feed=of.feed, row=number, state=RowState.CURRENT,
        natural_key=f"{of.pk}-{number}", values={name: one for name, one in values.items() if one is not None},
    )  # fmt: skip


def filed(one: FeedRow) -> Child:
    """A file of this row, as matching leaves it."""
    said = Said(one.feed, one.values, (one.delivery.report_month, one.pk))
    (child,) = create_children([[said]], gazetteer=Gazetteer())
    link(one, child)
    place_of(child, one)
    return child


def place_of(child: Child, one: FeedRow) -> None:
    """Where the child is; the gazetteer knows the towns of one county only."""
    unit = one.delivery.unit
    assert unit is not None
    Child.objects.filter(pk=child.pk).update(
        area_code=f"{unit.area_id}201", area=f"{unit.area_id}201", school=unit
    )
    child.refresh_from_db()


def link(one: FeedRow, child: Child) -> Link:
    return Link.objects.create(row=one, child=child, method=Method.ALONE, probability=1, reason="首条记录。")


def harm(place: Place, child: Child, known: FeedRow) -> None:
    """A row of the police, by which screening puts the child up; and a decision not to prosecute another."""
    identity = {name: known.values[name] for name in ("name", "sex", "birth_date", "id_number")}
    day = timezone.localdate() - timedelta(days=3)
    incident = identity | {
        "incident_number": place.named("J1"), "received_at": f"{day} 21:30", "incident_type": "家庭暴力",
        "minor_role": "被侵害人", "handling_unit": place.called("派出所"),
    }  # fmt: skip
    link(row(delivery(place, "police", 1), 2, incident), child)
    decided = identity | {
        "decision": "相对不起诉",
        "decided_on": day.isoformat(),
        "case_number": place.named("检1"),
    }
    link(row(delivery(place, "judicial", 1), 2, decided), child)
