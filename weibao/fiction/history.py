"""What people decided and did for the invented children in a year: plain acts to be replayed through the real services.

Every act says when, for which child and by which duty (a key of the duties table); its texts are Chinese sentences. The
acts of a `Year` stand in the order in which they have to be replayed. `weibao.fiction.year` makes them.
"""

import datetime as dt
from dataclasses import dataclass, field

PROTECTION, BEHAVIOUR = "protection", "behaviour"

CARE_DUTIES = {
    "guardian": "监护人",
    "class_teacher": "班主任",
    "school_leader": "学校领导",
    "police_officer": "社区民警",
    "village_cadre": "村（社区）干部",
    "social_worker": "社工（志愿者）",
    "psychologist": "心理辅导员",
}
"""The seven kinds of people of seven-for-one care (七保一)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something done on a day for a child by someone who holds a duty at a unit (named by its full name)."""

    on: dt.date
    person_id: int
    duty: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToVerify(Act):
    """A reviewer asks a unit to look on the ground and to answer by a day."""

    track: str
    asked_unit: str
    question: str
    due_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerVerification(Act):
    """The unit's answer to the request for this child and track that stands open."""

    track: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCandidate(Act):
    """A reviewer confirms; `then` says what follows: focus, tier or care."""

    track: str
    reason: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineCandidate(Act):
    """A reviewer declines, with the reason."""

    track: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeFocus(Act):
    """The first of two people puts a child forward as a young person in focus."""

    track: str
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmFocus(Act):
    """The second person confirms the entry; never the one who proposed it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewFocus(Act):
    """The entry is renewed for six months more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What a plan wants to reach, and by when."""

    text: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """What is done towards it, by which of the seven (a key of `CARE_DUTIES`), and until when."""

    text: str
    care_duty: str
    until: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan(Act):
    """The plan lead writes the child's support plan (一人一策)."""

    situation: str
    goals: tuple[Goal, ...]
    measures: tuple[PlannedMeasure, ...]
    until: dt.date


@dataclass(frozen=True, slots=True)
class Member:
    """One of the seven who stand by a child: a key of `CARE_DUTIES`, a name, and what is theirs to do."""

    care_duty: str
    name: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTeam(Act):
    """The plan lead forms the child's team (一人一专班) of the seven."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class LawItem:
    """An item of a statutory list, worded as in the list: article (“第28条”) and item."""

    article: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTier(Act):
    """The authority that the law names puts a tier (1–3) in place, on statutory grounds, with its measures.

    `paired_with` names the teacher of an in-school pairing (tier 1); `evaluated_on` is the day on which the committee for
    specialised education agreed (tier 3); both are null elsewhere.
    """

    tier: int
    grounds: tuple[LawItem, ...]
    measures: tuple[LawItem, ...]
    text: str
    until: dt.date
    paired_with: str | None = None
    evaluated_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTier(Act):
    """A tier ends; `back_in_normal_life` as the evaluation found."""

    tier: int
    back_in_normal_life: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVisit(Act):
    """A monthly return visit: the month it was due for, how, who was met, how things stand, what comes next."""

    due_month: dt.date
    manner: str
    met: str
    situation: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome(Act):
    """What came of it: returned_to_school or entered_employment."""

    outcome: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFocus(Act):
    """The child is a young person in focus no longer; plan, team and visits end with it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendPlan(Act):
    """The plan runs on as it is."""

    until: dt.date


@dataclass(frozen=True, slots=True)
class Year:
    """A year's acts in order, and whom they are about (person ids), so that a replay can be checked.

    `screened_on`: the days on which the county was screened. A candidate is decided only after a screening raised it.
    """

    year: int
    screened_on: tuple[dt.date, ...]
    acts: tuple[Act, ...] = field(repr=False)
    focus: tuple[int, ...]
    tiers: dict[int, tuple[int, ...]]
    back_in_normal_life: tuple[int, ...]
    not_prosecuted: tuple[int, ...]
    returned_to_school: tuple[int, ...]
    entered_employment: tuple[int, ...]
