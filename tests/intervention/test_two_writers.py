"""Two people at one visit, team or lead: the second sees both versions, and nothing is overwritten in silence."""

import re
from datetime import date
from html import unescape

import pytest

from tests.forms import began_from
from tests.intervention.test_pages import at, team_data, visit_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(lead, client):
    """The lead's other window; the first is `signed_in(lead)`."""
    other = type(client)()
    other.force_login(lead)
    return other


def rows(page: str) -> list[tuple[str, str, str]]:
    """What the page sets side by side: field, what stands there now, what was written."""
    return re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', unescape(page))


def test_of_two_who_record_one_visit_the_second_sees_both(running, lead, signed_in, window, clock):
    clock(date(2025, 7, 12))
    visit = running.visits.get()
    client, address = signed_in(lead), at("visit-record", visit.pk)
    began = [began_from(one, address) for one in (client, window)]
    assert client.post(address, visit_data(situation="情绪平稳。") | began[0]).status_code == 302
    answer = window.post(address, visit_data(situation="哭过一场。", met="监护人") | began[1])
    page = answer.content.decode()
    assert answer.status_code == 409
    assert set(rows(page)) == {("见到了谁", "本人", "监护人"), ("现在怎么样", "情绪平稳。", "哭过一场。")}
    visit.refresh_from_db()
    assert visit.situation == "情绪平稳。"
    again = re.search(r'name="seen" value="([^"]+)"', page)[1]
    both = visit_data(situation="哭过一场，后来平稳。") | {"seen": again}
    assert window.post(address, both).status_code == 302
    visit.refresh_from_db()
    assert visit.situation == "哭过一场，后来平稳。"


def test_of_two_who_form_one_team_the_second_sees_who_was_named(plan, lead, signed_in, window):
    client, address = signed_in(lead), at("plan-team", plan.pk)
    began = [began_from(one, address) for one in (client, window)]
    assert client.post(address, team_data(**{"guardian-name": "林大山"}) | began[0]).status_code == 302
    answer = window.post(address, team_data(**{"guardian-name": "林二山"}) | began[1])
    assert answer.status_code == 409
    assert rows(answer.content.decode()) == [("监护人：姓名", "林大山", "林二山")]
    assert plan.team.duties.get(kind="guardian", ended_on=None).name == "林大山"


def test_of_two_who_name_a_lead_the_second_sees_whom_the_first_named(
    plan, reviewer, make_user, signed_in, client
):
    one, two = (make_user("plan_lead", name=name) for name in ("甲负责", "乙负责"))
    other, address = type(client)(), at("plan-lead", plan.pk)
    other.force_login(reviewer)
    first = signed_in(reviewer)
    began = [began_from(one_of, address) for one_of in (first, other)]
    assert first.post(address, {"lead": one.pk} | began[0]).status_code == 302
    answer = other.post(address, {"lead": two.pk} | began[1])
    assert answer.status_code == 409
    assert "甲负责" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.lead == one
