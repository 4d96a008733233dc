"""Nothing of another town or of the other county turns up before anybody: not on a page, in a list, search, count, export,
file or figure. And nothing that the other county holds changes what one reads in this one.
"""

from __future__ import annotations

import pytest

from tests.permissions.asking import undone
from tests.permissions.sweeping import Sweep, ask, leaks, still
from tests.permissions.twins import WHOLE, add_twin, one_county
from tests.people.conftest import id_number
from weibao.access.duties import DUTY_KINDS

pytestmark = pytest.mark.django_db

SEARCHED = ("/children/", "/search/", "/intervention/tiers/find/", "/intervention/focus/", "/intervention/plans/",
            "/intervention/visits/", "/intervention/tiers/", "/protection/sight/")  # fmt: skip


@pytest.mark.parametrize("duty", DUTY_KINDS)
def test_over_one_town_nothing_of_another_town_or_county_turns_up(twins, client_of, duty):
    with undone():
        found = Sweep(client_of(twins.strangers[duty]), thorough=False).run()
    told = leaks(found, twins.near.canaries | twins.far.canaries | {twins.far.sign})
    assert not told, f"{len(told)} of {len(found)} pages\n" + "\n".join(told)
