"""A place of the twin counties: everything in it that the table and the sweep ask for."""

from __future__ import annotations

from dataclasses import dataclass, field

from weibao.access.models import DutyAssignment, SecondFactor, Unit, User
from weibao.candidates.models import (
    Candidate,
    ImpactAssessment,
    Objection,
    RuleSuspension,
    RuleVersion,
    Verification,
)
from weibao.feeds.models import Delivery
from weibao.intervention.models import FocusEntry, SupportPlan, Tier, Visit
from weibao.jobs.models import Job
from weibao.people.models import Child, Link, Merge, Proposal
from weibao.places.models import Area
from weibao.protection.models import AccessRequest, BreakGlass, DueSeal, Opening


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
