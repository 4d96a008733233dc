"""Makes the demonstration county's year: who was helped, how, by whom, so that its records add up to the yearly account.

The account (docs: indicators, pillar of precise intervention) tells of 16 young people in focus, tiers of 53, 8 and 5, all
five of the last back in normal life, 2 relative non-prosecutions, 1 child back at school and 2 young people at work.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

from weibao.fiction.choosing import Chosen, TooLittleHappenedError
from weibao.fiction.delivery import Delivery
from weibao.fiction.happenings import Rates
from weibao.fiction.helping import Helper
from weibao.fiction.history import BEHAVIOUR, PROTECTION, Act, Year

__all__ = ["DEMONSTRATION_RATES", "TooLittleHappenedError", "make_year"]

DEMONSTRATION_RATES = replace(Rates().times(1.5), repeated=0.75)
"""Enough happens for the account's figures; decisions not to prosecute stay at two."""


def make_year(delivery: Delivery) -> Year:
    """The year up to the delivery's day (late in December, so that a whole year can be told).

    Raises `TooLittleHappenedError` where the delivery's rows cannot carry the account's figures. The same delivery gives
    the same year.
    """
    chosen = Chosen(delivery)
    chance = random.Random(f"{delivery.county.seed}/year/{delivery.as_of}")  # noqa: S311 - a fiction, not a secret
    helper = Helper(delivery.county.name, delivery.as_of, chance)
    acts: list[Act] = []
    for person in chosen.focus:
        acts += _in_focus(chosen, helper, person)
    for person in chosen.tier_1:
        raised = chosen.raised(person)
        acts += helper.paired(
            chosen.children[person],
            chosen.misconduct(person, raised),
            since=raised or chosen.first_sign(person) or _some_day(delivery.as_of, chance, 10, 70),
            candidate=raised is not None,
        )
    for person in chosen.declined:
        acts.append(helper.decline(chosen.children[person], _some_day(delivery.as_of, chance, 11, 12)))
    for person in chosen.verified:
        acts += helper.verified(chosen.children[person], dt.date(chosen.year, 12, chance.randint(9, 15)))
    acts.sort(key=lambda act: act.on)
    return Year(
        chosen.year,
        chosen.standing.days,
        tuple(acts),
        focus=chosen.focus,
        tiers={1: chosen.tier_1, 2: chosen.tier_2, 3: chosen.tier_3},
        back_in_normal_life=chosen.tier_3,
        not_prosecuted=tuple(row.person_id for row in chosen.not_prosecuted),
        returned_to_school=chosen.returned,
        entered_employment=chosen.employed,
    )


def _in_focus(chosen: Chosen, helper: Helper, person: int) -> Iterator[Act]:
    ending = None
    if person in chosen.returned:
        ending = "returned_to_school"
    elif person in chosen.employed:
        ending = "entered_employment"
    tier = 3 if person in chosen.tier_3 else 2 if person in chosen.tier_2 else None
    track = BEHAVIOUR if tier else PROTECTION
    until = chosen.early_decision if tier == 3 or ending else chosen.latest_decision
    if person in chosen.returned:
        raised = chosen.standing.first_decidable(person, track, dt.date(chosen.year, 1, 1), until)
    else:
        raised = chosen.raised_high(person, track, until)
    assert raised is not None, "chosen because a screening raised it"
    return helper.in_focus(
        chosen.children[person],
        track,
        raised,
        tier=tier,
        grounds=chosen.serious_misconduct(person),
        ending=ending,
    )


def _some_day(day: dt.date, chance: random.Random, month: int, within: int) -> dt.date:
    return dt.date(day.year, month, 1) + dt.timedelta(days=chance.randrange(within))
