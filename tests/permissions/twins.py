"""Twin counties with full data on both sides: two towns of one, and a town of the other, each with a school, people at
work in every duty, children, and one record of every kind that a page shows.

Every text on a child bears the place's own mark, a character that stands nowhere else on the site: where it turns up
before a reader of another place, something leaks. Names of places, units and people at work bear the place's sign, which
those of its own county may see.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tests.permissions.helping import help_in, research_in
from tests.permissions.places import Place, Twins
from tests.permissions.reported import settle
from tests.permissions.working import give_access, opening_of, own_records, readers
from weibao.access.models import Unit, UnitKind
from weibao.audit.services import CONSOLE
from weibao.candidates import services as research
from weibao.candidates.ruling import suspend_rule, version_in_force
from weibao.places.models import Area
from weibao.places.services import create_areas
from weibao.protection.models import DueSeal

HERE, NEAR, FAR = "鹇鶱", "鹈鹮", "鸑鷟"
"""Mark and sign: of the town in which the reader works, of the town beside it, of the other county's town."""
COUNTY, TWIN = "620799", "620899"
"""The reader's county, and one whose code (GB/T 2260) is as little given to anybody as the first."""


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
