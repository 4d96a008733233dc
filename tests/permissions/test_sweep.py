"""Nothing of another town or of the other county turns up before anybody: not on a page, in a list, search, count, export,
file or figure. And nothing that the other county holds changes what one reads in this one.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people.conftest import id_number
from tests.permissions.asking import undone
from tests.permissions.places import Place, Twins
from tests.permissions.sweeping import Sweep, ask, leaks, still
from tests.permissions.twins import add_twin, one_county
from tests.permissions.working import WHOLE
from weibao.access.duties import DUTY_KINDS
from weibao.people.derive import search_keys

pytestmark = pytest.mark.django_db

SHARED = (
    "/candidates/rules/",
    "/administration/log/",
    "/administration/security/",
    "/protection/glass/audit/",
    "/keeping/",
)
"""What one data folder has once for all its counties: the rules with what became of them, one chain of the log, backups; and
the page of one's own sessions and second factors, which is never the same. Of these the sweep is asked, not whether they
stand still."""


OF_THE_COUNTY = "/protection/openings/"
"""Asking for what is sealed is the whole county's: its authorities decide of all towns, wherever each keeps seals."""


@pytest.mark.parametrize("duty", DUTY_KINDS)
def test_over_one_town_nothing_of_another_town_or_county_turns_up(twins, client_of, duty):
    with undone():
        found = Sweep(client_of(twins.strangers[duty]), thorough=False).run()
    own = {at: text for at, text in found.items() if not at.startswith(OF_THE_COUNTY)}
    told = leaks(own, twins.near.canaries) + leaks(found, twins.far.canaries | {twins.far.sign})
    assert not told, f"{len(told)} of {len(found)} pages\n" + "\n".join(told)


@pytest.mark.drill
@pytest.mark.parametrize("duty", DUTY_KINDS)
def test_over_a_whole_county_nothing_of_the_other_turns_up_whatever_is_chosen(twins, client_of, duty):
    """Every filter and order of every list, pages beyond the end, every export."""
    with undone():
        found = Sweep(client_of(twins.strangers[f"{duty}.{WHOLE}"])).run()
    told = leaks(found, twins.far.canaries | {twins.far.sign})
    assert not told, f"{len(told)} of {len(found)} pages\n" + "\n".join(told)


def typed(place: Place) -> dict[str, str]:
    """What somebody would search by who knows the place's child → what nobody bears, of the same make."""
    child, never = place.child, id_number("2009-09-09", 991)
    sound, initials = search_keys(child.name)
    return {
        child.name: "魑魅儿", sound: "zzqqxx", initials: "zqx", child.id_number: never,
        child.id_number[-4:]: never[-4:], str(child.public_id): "00000000-0000-0000-0000-000000000000",
        child.guardians.first().phones: "13999999999", place.users["police"].name: "魑魅员",
        place.named("education.xlsx"): "魑魅.xlsx",
    }  # fmt: skip


SEARCHES = ("/children/", "/search/", "/intervention/focus/", "/intervention/plans/", "/intervention/visits/",
            "/intervention/tiers/", "/intervention/tiers/find/", "/protection/sight/", "/administration/users/",
            "/administration/accounts/", "/administration/units/", "/administration/log/")  # fmt: skip


@pytest.mark.parametrize("duty", DUTY_KINDS)
def test_a_search_for_what_lies_elsewhere_answers_like_one_for_what_never_was(twins, client_of, duty):
    """By exact name, sound, number, id, telephone, file."""
    differing = []
    town, county = twins.strangers[duty], twins.strangers[f"{duty}.{WHOLE}"]
    for reader, place in ((town, twins.near), (town, twins.far), (county, twins.far)):
        client = client_of(reader)
        for address in [*SEARCHES, f"/children/{twins.here.child.public_id}/merge/"]:
            if ask(client, address, "魑").startswith("403"):
                continue
            for known, unknown in typed(place).items():
                if ask(client, address, known) != ask(client, address, unknown):
                    differing.append(f"{address} {known}")
    assert not differing, "\n".join(differing)


def everything(twins: Twins) -> dict[str, dict[str, str]]:
    """Duty → address → what its holder over the county reads there, pages that are shared left out."""
    read = {}
    for duty in DUTY_KINDS:
        client = Client()
        client.force_login(twins.strangers[f"{duty}.{WHOLE}"])
        with undone():
            found = Sweep(client, thorough=False).run()
        read[duty] = {at: still(text) for at, text in found.items() if not at.startswith(SHARED)}
    return read


@pytest.mark.drill
def test_what_the_other_county_holds_changes_nothing_of_what_is_read_here():
    """No page, count, figure or number of pages: all is to the letter what it is without the other county."""
    twins = one_county()
    alone = everything(twins)
    add_twin(twins)
    changed = [
        f"{duty} {address}: {first_difference(alone[duty].get(address, ''), text)}"
        for duty, pages in everything(twins).items()
        for address, text in pages.items()
        if alone[duty].get(address) != text
    ]
    assert not changed, "\n".join(changed)


def first_difference(before: str, after: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"{before[max(0, at - 60) : at + 60]!r} became {after[max(0, at - 60) : at + 60]!r}"
