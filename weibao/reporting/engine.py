"""The figures of a year, computed from the records each time they are asked for.

A reader whose duty gives the figures of the whole county reads every number. To others, counts of children are
shown as far as they do not betray children whom the reader may not see (`reporting.suppression`): a figure is of
children where the policy of its records is a child's, or where no policy says what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_

from django.db.models import Aggregate, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.duties import Reach
from weibao.access.models import User
from weibao.access.policies import policy_of, restrict
from weibao.audit.services import Actor
from weibao.people.policies import ChildRecordPolicy
from weibao.places.models import COUNTY_CODE, Area, Level
from weibao.places.services import county_of
from weibao.protection.models import SealedCount
from weibao.protection.sealing.declaring import count_token
from weibao.reporting.declaring import Indicator, indicators
from weibao.reporting.suppression import too_few

FIRST_YEAR = 2000
ALL = Q(pk__isnull=False)


class ImpossibleYear(ValueError):
    """There can be no figures of that year; the message says which years there are."""


def parse_year(text: str) -> int:
    """A year of which there can be figures.

    Raises:
        ImpossibleYear: no number, or before the first year or after this one.
    """
    this_year = timezone.localdate().year
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= this_year):
        raise ImpossibleYear(
            _("没有“%(text)s”年度的统计，年度应在 %(first)d 到 %(last)d 之间。")
            % {"text": text[:20], "first": FIRST_YEAR, "last": this_year}
        )
    return int(text)


@dataclass(frozen=True)
class Reader:
    """For whom figures are made. No user: a system at work (the console), which reads everything."""

    user: User | None = None
    whole: bool = True
    """Whether the reader's duty gives the figures of the whole county."""
    counties: tuple[str, ...] = ()
    """The codes of the reader's counties, of several that the data folder holds; none: there is but one to speak of."""

    @classmethod
    def of(cls, actor: Actor) -> Reader:
        if not isinstance(actor, User):
            return cls()
        reaches = actor.reaches("figures.view")
        mine = {duty.area_id[:COUNTY_CODE] for duty, _reach in reaches}
        over = {duty.area_id for duty, reach in reaches if reach == Reach.AREA}
        present = set(Area.objects.filter(level=Level.COUNTY).values_list("code", flat=True))
        return cls(actor, mine <= over, () if present <= mine else tuple(sorted(mine)))

    @cached_property
    def county(self) -> Area:
        """Whose figures they are."""
        return county_of(self.counties)

    @cached_property
    def sealed(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """(figure, year) → what is counted of sealed records, by keyed hash (one query)."""
        found: dict[tuple[str, int], set[str]] = {}
        within = any_of(Q(seal__area_code__startswith=code) for code in self.counties)
        counts = SealedCount.objects.filter(within)
        for key, year, token in counts.values_list("figure", "year", "token"):
            found.setdefault((key, year), set()).add(token)
        return {place: frozenset(tokens) for place, tokens in found.items()}

    def within(self, one: Indicator, records: QuerySet) -> QuerySet:
        """Those of the records that lie in the reader's counties."""
        policy = policy_of(records.model)
        if one.town:
            return records.filter(any_of(Q(**{f"{one.town}__startswith": code}) for code in self.counties))
        if policy is not None:
            return records.filter(any_of(policy.in_area(code) for code in self.counties))
        return records.none() if self.counties else records

    def sight(self, records: QuerySet) -> Q:
        """Which of the records are within the reader's sight; all, where the figure betrays nobody to him."""
        if self.user is None or self.whole or not of_children(records):
            return ALL
        seen = restrict(records.model._default_manager.all(), self.user, "view")
        return Q(pk__in=seen.values("pk"))


@dataclass(frozen=True)
class Figure:
    """An indicator's number in a year and in the year before; None where it is not shown to the reader."""

    indicator: Indicator
    year: int
    value: int | None
    last: int | None

    @property
    def change(self) -> int | None:
        return None if self.value is None or self.last is None else self.value - self.last

    @property
    def hides(self) -> bool:
        return self.value is None or self.last is None


def any_of(conditions: Iterable[Q]) -> Q:
    """What meets one of the conditions; everything, where there are none."""
    return reduce(or_, conditions, Q())


def of_children(records: QuerySet) -> bool:
    """Whether the records are of children; those that no policy speaks of are taken to be."""
    policy = policy_of(records.model)
    return policy is None or isinstance(policy, ChildRecordPolicy)


def records_of(one: Indicator, year: int, reader: Reader) -> QuerySet:
    """The records that make the figure in the reader's counties, whoever may see them."""
    return reader.within(one, one.records(year).order_by())


def openable(one: Indicator, year: int, user: User) -> QuerySet:
    """Those of the figure's records that the user may open."""
    return restrict(one.records(year), user, "view")


def may_open(one: Indicator, user: User) -> bool:
    """Whether the user's duties open records of this kind at all."""
    policy = policy_of(one.records(FIRST_YEAR).model)
    ability = policy.actions.get("view") if policy else None
    return ability is not None and any(reach != Reach.TOTALS for _, reach in user.reaches(ability))


def number(one: Indicator, year: int, reader: Reader) -> int | None:
    """The figure as the reader may know it, sealed records counted in; None where it would betray children."""
    value, out_of_sight = counted(one, records_of(one, year, reader), reader)
    sealed, sealed_unseen = sealed_in(one, year, reader)
    return None if too_few(out_of_sight + sealed_unseen) else value + sealed


def unseen(one: Indicator, year: int, reader: Reader) -> int:
    """How much of the figure is children out of the reader's sight."""
    return counted(one, records_of(one, year, reader), reader)[1] + sealed_in(one, year, reader)[1]


def sealed_in(one: Indicator, year: int, reader: Reader) -> tuple[int, int]:
    """(how much sealed records add to the figure, how much of that is out of sight of a reader of totals).

    They are counted and never named: nobody sees them, so that they betray nobody to who reads the whole county's
    figures, and count as unseen to everybody else. What counts once already counts no second time.
    """
    sealed = reader.sealed.get((one.key, year))
    if not sealed:
        return 0, 0
    live = records_of(one, year, reader).values_list(one.counts, flat=True).distinct()
    more = len(sealed - {count_token(one.key, year, value) for value in live})
    return more, 0 if reader.user is None or reader.whole else more


def counted(one: Indicator, records: QuerySet, reader: Reader) -> tuple[int, int]:
    """(the figure, how much of it is out of the reader's sight), in one query."""
    return both(records.aggregate(**numbers(one, reader.sight(records))))


def numbers(one: Indicator, sight: Q) -> dict[str, Aggregate]:
    """What to ask the database for, so that `both` can tell; names that no model has."""
    return {"figure_all": one.number(), "figure_seen": one.number(sight)}


def both(found: Mapping[str, int]) -> tuple[int, int]:
    return found["figure_all"], found["figure_all"] - found["figure_seen"]


def figure(one: Indicator, year: int, reader: Reader) -> Figure:
    return Figure(one, year, number(one, year, reader), number(one, year - 1, reader))


def figures(year: int, reader: Reader) -> list[Figure]:
    """Every declared figure, in the order of the pillars. A pillar without registers has none."""
    return [figure(one, year, reader) for one in indicators()]


def period_of(year: int) -> tuple[date, date]:
    """The first and the last day that the figures of a year speak of, at most today."""
    return date(year, 1, 1), min(date(year, 12, 31), timezone.localdate())
