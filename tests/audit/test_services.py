"""One call does permission, transaction and log together."""

import pytest
from django.core.exceptions import PermissionDenied

from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE, act, first_broken
from weibao.places.models import Area

pytestmark = pytest.mark.django_db


def test_an_act_and_its_entry_are_one_transaction(make_user):
    reviewer = make_user("reviewer")
    with pytest.raises(RuntimeError), act(reviewer, "test.act", ability="candidates.decide"):
        Area.objects.create(code="620799103", name="红柳镇", level="town")
        raise RuntimeError
    assert not Area.objects.filter(code="620799103").exists()
    assert not Entry.objects.filter(action="test.act").exists()


def test_a_refused_act_does_nothing_and_is_in_the_log(make_user):
    with pytest.raises(PermissionDenied), act(make_user("leader"), "test.act", ability="candidates.decide"):
        raise AssertionError("must not be reached")
    assert Entry.objects.get(action="test.act").outcome == Outcome.REFUSED


def test_an_entry_names_actor_target_and_purpose(make_user, county):
    reviewer = make_user("reviewer")
    with act(reviewer, "test.act", ability="candidates.decide", target=county, purpose="核实") as log:
        log.note(rows=3)
    entry = Entry.objects.get(action="test.act")
    assert (entry.actor, entry.target, entry.purpose) == (f"user:{reviewer.pk}", "places.area:620799", "核实")
    assert entry.detail == {"rows": 3}


def test_a_changed_entry_breaks_the_chain_where_it_stands(db):
    for number in range(3):
        with act(CONSOLE, f"test.{number}", ability=None):
            pass
    assert first_broken() is None
    Entry.objects.filter(action="test.1").update(action="test.x")
    assert first_broken().action == "test.x"
