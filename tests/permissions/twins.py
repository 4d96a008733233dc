"""Twin counties with full data on both sides: two towns of one, and a town of the other, each with a school, people at
work in every duty, children, and one record of every kind that a page shows.

Every text on a child bears the place's own mark, a character that stands nowhere else on the site: where it turns up
before a reader of another place, something leaks. Names of places, units and people at work bear the place's sign, which
those of its own county may see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.people.conftest import id_number
from weibao.access.duties import DUTY_KINDS
from weibao.access.models import DutyAssignment, SecondFactor, Unit, UnitKind, User
from weibao.audit.services import CONSOLE
from weibao.candidates import services as research
from weibao.candidates.models import (
    Candidate,
    ImpactAssessment,
    Objection,
    RuleSuspension,
    RuleVersion,
    Track,
    Verification,
)
from weibao.candidates.ruling import suspend_rule, version_in_force
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.intervention import services as care
from weibao.intervention.care_kinds import care_kinds
from weibao.intervention.models import FocusEntry, Goal, Measure, SupportPlan, Tier, Visit
from weibao.intervention.services import Member
from weibao.intervention.statutes import LawItem
from weibao.jobs.models import Job, State
from weibao.people.derive import Said
from weibao.people.locating import Gazetteer
from weibao.people.merging import merge_children
from weibao.people.models import Child, ChildAccess, Link, Merge, Method, Proposal
from weibao.people.refreshing import create_children
from weibao.places.models import Area
from weibao.places.services import create_areas
from weibao.protection.models import AccessRequest, BreakGlass, DueSeal, Opening

HERE, NEAR, FAR = "鹇鶱", "鹈鹮", "鸑鷟"
"""Mark and sign: of the town in which the reader works, of the town beside it, of the other county's town."""
COUNTY, TWIN = "620799", "620899"
"""The reader's county, and one whose code (GB/T 2260) is as little given to anybody as the first."""
WHOLE = "whole"
"""Added to a duty's name: the same duty over all of its county, held at another desk."""


@dataclass
class Mine:
    """What is a person's own, whatever his duties."""

    job: Job
    request: AccessRequest
    glass: BreakGlass
    opening: Opening
    factor: SecondFactor


@dataclass
class Place:
    """A town with one of everything. The attributes are what the table's `with` names."""

    mark: str
    sign: str
    number: int
    county: Area
    town: Area
    unit: Unit
    users: dict[str, User] = field(default_factory=dict)
    """Duty → who holds it in this place's unit, over this town."""
    child: Child = field(init=False)
    """Of whom a candidate waits."""
    focused: Child = field(init=False)
    """In focus, with plan, team and visits, and in the first tier."""
    proposed: Child = field(init=False)
    """Put forward for focus, in the second tier."""
    link: Link = field(init=False)
    merge: Merge = field(init=False)
    proposal: Proposal = field(init=False)
    delivery: Delivery = field(init=False)
    """Of the place's own unit, with a row in quarantine."""
    candidate: Candidate = field(init=False)
    verification: Verification = field(init=False)
    objection: Objection = field(init=False)
    focus: FocusEntry = field(init=False)
    waiting: FocusEntry = field(init=False)
    plan: SupportPlan = field(init=False)
    visit: Visit = field(init=False)
    tier: Tier = field(init=False)
    serious: Tier = field(init=False)
    asked: AccessRequest = field(init=False)
    """Of the police, to see the child."""
    broken: BreakGlass = field(init=False)
    opening: Opening = field(init=False)
    """Asked for by the court; not decided."""
    due: DueSeal = field(init=False)
    mine: dict[int, Mine] = field(default_factory=dict)
    """User → his own records."""
    numbers: set[str] = field(default_factory=set)
    """ID numbers and telephone numbers, which bear no mark."""

    @property
    def duty(self) -> DutyAssignment:
        """A duty that is held here."""
        return self.users["liaison"].duties.get()

    @property
    def canaries(self) -> set[str]:
        """What must not turn up before a reader elsewhere: the mark, numbers, and the children's public ids."""
        ids = Child.objects.filter(area_code__startswith=self.town.code).values_list("public_id", flat=True)
        return {self.mark, *self.numbers, *map(str, ids)}

    def named(self, words: str) -> str:
        """A text on a child."""
        return f"{self.mark}{words}"

    def called(self, words: str) -> str:
        """What a place, a unit or somebody at work is called."""
        return f"{self.sign}{words}"

    def phone(self) -> str:
        number = f"139{self.number}{len(self.numbers):07d}"
        self.numbers.add(number)
        return number


@dataclass
class Twins:
    here: Place
    near: Place
    far: Place = field(init=False)
    strangers: dict[str, User] = field(default_factory=dict)
    """Duty, and duty with `WHOLE` → the readers at work in `here`, who own none of the records."""
    version: RuleVersion = field(init=False)
    assessment: ImpactAssessment | None = None
    suspension: RuleSuspension = field(init=False)


def build() -> Twins:
    """Both counties, built for the most part by the services themselves."""
    twins = one_county()
    add_twin(twins)
    return twins


def one_county() -> Twins:
    """The readers' county alone."""
    county = create_areas((COUNTY, "云岭县"), [*areas_of(HERE, "620799101"), *areas_of(NEAR, "620799102")])
    here, near = places = [
        settle(new_place(marks, number, county, code))
        for number, (marks, code) in enumerate([(HERE, "620799101"), (NEAR, "620799102")])
    ]
    at_work(places)
    twins = Twins(here, near)
    twins.strangers = readers(here)
    for user in twins.strangers.values():
        here.mine[user.pk] = own_records(here, user)
    twins.version = version_in_force()
    twins.assessment = twins.version.assessments.first()
    twins.suspension = suspend_rule(actor=CONSOLE, rule="P4", reason="复核中。")
    return twins


def add_twin(twins: Twins) -> None:
    """The other county beside it, in the same database."""
    county = create_areas((TWIN, f"{FAR[1]}县"), areas_of(FAR, "620899101"))
    twins.far = settle(new_place(FAR, 2, county, "620899101"))
    at_work([twins.far])


def areas_of(marks: str, town: str) -> list[tuple[str, str]]:
    return [(town, f"{marks[1]}镇"), (f"{town}201", f"{marks[1]}村")]


def new_place(marks: str, number: int, county: Area, town: str) -> Place:
    mark, sign = marks
    area = Area.objects.get(code=town)
    unit = Unit.objects.create(name=f"{sign}镇中学", kind=UnitKind.SCHOOL, area=area, authority="police")
    return Place(mark, sign, number, county, area, unit)


def at_work(places: list[Place]) -> None:
    """Screening, and what people do from then on."""
    research.run_screening(actor=CONSOLE, as_of=timezone.localdate())
    for place in places:
        for user in place.users.values():
            give_access(place, user)
        research_in(place)
        help_in(place)
        for user in place.users.values():
            place.mine[user.pk] = own_records(place, user)
        mine = place.mine[place.users["police"].pk]
        place.asked, place.broken = mine.request, mine.glass
        place.opening = opening_of(place, place.users["court"])
        place.due = DueSeal.objects.create(
            model="intervention.tier", record=10**9 + place.number, kind="specialised_education",
            child=place.child, due_on=date(2025, 1, 1),
        )  # fmt: skip


# --- people at work -------------------------------------------------------------------------------------------------


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


# --- what departments reported --------------------------------------------------------------------------------------


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


# --- what people made of it -----------------------------------------------------------------------------------------


def research_in(place: Place) -> None:
    place.candidate = Candidate.objects.get(child=place.child, track=Track.PROTECTION)
    today = timezone.localdate()
    place.verification = research.ask_to_verify(
        actor=place.users["reviewer"], candidate=place.candidate, unit=place.unit,
        question=place.named("由谁照护？"), due_on=today + timedelta(days=3),
    )  # fmt: skip
    place.objection = research.record_objection(
        actor=place.users["reviewer"], candidate=place.candidate, objector=place.named("提出人"), relation="父亲",
        text=place.named("没有这回事。"), received_on=today,
    )  # fmt: skip


def help_in(place: Place) -> None:
    who, today = place.users, timezone.localdate()
    place.waiting = care.propose_focus(
        actor=who["reviewer"], child=place.proposed, grounds=place.named("需要合力。"), track="protection"
    )
    entry = care.propose_focus(
        actor=who["reviewer"], child=place.focused, grounds=place.named("需要合力。"), track="protection"
    )
    place.focus = care.confirm_focus(actor=who["coordinator"], entry=entry, reason=place.named("同意。"))
    place.plan = care.assign_lead(
        actor=who["reviewer"], plan=place.focus.support_plans.get(), lead=who["plan_lead"]
    )
    care.draft_plan(
        actor=who["plan_lead"], plan=place.plan, situation=place.named("由祖父母照护。"), until=today + timedelta(days=200),
        goals=[Goal(place.named("照护落实。"), today + timedelta(days=30))],
        measures=[Measure(place.named("每月入户。"), "village_cadre", today + timedelta(days=120))],
    )  # fmt: skip
    members = [
        Member(
            kind.key,
            place.named(f"成员{n}"),
            place.named("任务"),
            phone=place.phone(),
            unit=place.named("单位"),
        )
        for n, kind in enumerate(care_kinds().values())
    ]
    care.form_team(actor=who["plan_lead"], plan=place.plan, members=members)
    place.plan.refresh_from_db()
    place.visit = place.plan.visits.order_by("pk").first()
    care.record_outcome(
        actor=who["plan_lead"],
        plan=place.plan,
        outcome="returned_to_school",
        text=place.named("已返校。"),
        on=today,
    )
    place.tier = care.open_tier(
        actor=who["school_office"], child=place.focused, level=1, grounds=[LawItem("第28条", "屡次旷课逃学")],
        measures=[LawItem("第31条", "训导")], text=place.named("多次旷课。"), until=today + timedelta(days=180),
        paired_with=place.named("老师"),
    )  # fmt: skip
    place.serious = care.open_tier(
        actor=who["police"], child=place.proposed, level=2, grounds=[LawItem("第38条", "打骂恐吓或故意伤人")],
        measures=[LawItem("第41条", "训诫")], text=place.named("打伤同学。"), until=today + timedelta(days=180),
    )  # fmt: skip
