"""What the demonstration county tells: its deliveries and its acts, out of the fiction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from weibao.fiction import County, make_delivery
from weibao.fiction.delivery import Delivery
from weibao.fiction.population import Child
from weibao.fiction.since import Since, make_since
from weibao.fiction.year import DEMONSTRATION_RATES, Year, make_year

SEED = 2025
CHILDREN = 6200
DIRT = 1
"""Like the better departments' files."""


@dataclass(frozen=True)
class Telling:
    """The told year with its delivery, and what happened since up to today."""

    told: Delivery
    year: Year
    latest: Delivery
    since: Since

    @property
    def shown(self) -> Child:
        """The child whose town has most to do: newly in focus, with a visit that is due."""
        people = self.since.visited or self.since.still_in_focus or self.year.focus
        return self.child(people[-1])

    @property
    def pupil(self) -> Child:
        """The child whose school has something to do: newly to be paired, or paired in the year."""
        people = self.since.to_pair or self.since.pairing_ends or self.year.tiers[1]
        return self.child(people[0])

    def child(self, person: int) -> Child:
        """A child as it is now; as it was where it has come of age."""
        for county in (self.latest.county, self.told.county):
            for child in county.children:
                if child.person_id == person:
                    return child
        raise LookupError(f"nobody is person {person}")


def tell(today: dt.date) -> Telling:
    """The whole story up to a day; the same again for the same day.

    Raises:
        ValueError: the day lies in the told year or before it.
    """
    county = County(SEED, CHILDREN)
    if today <= county.as_of:
        raise ValueError(f"the told year ends on {county.as_of}, today is {today}")
    told = make_delivery(county, DIRT, rates=DEMONSTRATION_RATES)
    year = make_year(told)
    # Made as of the first of the month, so that the same month gives the same delivery; no decision not to prosecute
    # may fall into the told year.
    first = today.replace(day=1)
    rates = replace(DEMONSTRATION_RATES, not_prosecuted=0)
    latest = make_delivery(county.grown(first), DIRT, first, rates, since=county.as_of)
    return Telling(told, year, latest, make_since(year, told, latest, today))
