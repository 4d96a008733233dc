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
    def doing(self) -> dict[str, Child]:
        """For each duty that is held in several places, a child of whose kind its holder has something to do."""
        since, year = self.since, self.year
        people = {
            "village": since.visited[-1:],
            "lead": since.visited[-1:],
            "team": since.visited[-1:],
            "town": since.asked,
            "police": since.tracked or since.to_track,
            "school": since.to_pair or since.pairing_ends,
        }
        # Early in the year after the told one nothing is new yet: then who is still in focus, or was paired.
        fallen_back = {"police": year.tiers[2], "school": year.tiers[1]}
        return {
            duty: self.child((found or fallen_back.get(duty) or since.still_in_focus)[0])
            for duty, found in people.items()
        }

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
