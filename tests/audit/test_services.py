"""One call does permission, transaction and log together."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from weibao.audit.locking import Alone, hold
from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE, act, refuse
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


def test_an_entry_names_actor_target_and_purpose(make_user, office):
    user = make_user("coordinator")
    with act(user, "test.act", ability="units.view", target=office, purpose="核实") as log:
        log.note(rows=3)
    entry = Entry.objects.get(action="test.act")
    assert (entry.actor, entry.target) == (f"user:{user.pk}", f"access.unit:{office.pk}")
    assert (entry.purpose, entry.detail) == ("核实", {"rows": 3})


def test_an_act_on_a_record_out_of_reach_is_refused_and_the_refusal_logged(make_user, office):
    user = make_user("coordinator", area="620799101")
    with pytest.raises(PermissionDenied), act(user, "test.act", ability="units.view", target=office):
        pytest.fail("done")
    assert Entry.objects.get(action="test.act").outcome == Outcome.REFUSED


def test_an_act_on_what_no_policy_speaks_of_is_refused(make_user, county):
    with (
        pytest.raises(PermissionDenied),
        act(make_user("coordinator"), "test.act", ability="units.view", target=county),
    ):
        pytest.fail("done")


def test_the_reach_is_that_of_other_records_where_the_act_names_them(make_user, office, school):
    user = make_user("coordinator", area="620799101")
    with act(user, "test.act", ability="units.view", target=office, over=[school]):
        pass
    with (
        pytest.raises(PermissionDenied),
        act(user, "test.act", ability="units.view", target=school, over=[school, office]),
    ):
        pytest.fail("done")


@pytest.fixture
def full_log(db):
    """A log that takes no entry: the database refuses each."""
    refusal = {
        "sqlite": (
            "CREATE TRIGGER log_full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'full'); END",
        ),
        "postgresql": (
            "CREATE FUNCTION log_full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'full'; END $$",
            "CREATE TRIGGER log_full BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION log_full()",
        ),
    }
    with connection.cursor() as cursor:
        for statement in refusal[connection.vendor]:
            cursor.execute(statement)


def test_an_act_that_cannot_be_logged_is_undone(make_user, full_log):
    with (
        pytest.raises(DatabaseError),
        act(make_user("reviewer"), "test.act", ability="candidates.decide"),
    ):
        Area.objects.create(code="620799103", name="红柳镇", level="town")
    assert not Area.objects.filter(code="620799103").exists()


@pytest.mark.parametrize("query", [{"q": "张"}, {"export": "xlsx"}, {"q": "张", "export": "xlsx"}])
def test_a_search_and_an_export_that_cannot_be_logged_show_nothing(make_user, signed_in, request, query):
    client = signed_in(make_user("coordinator"))
    request.getfixturevalue("full_log")
    client.raise_request_exception = False
    assert client.get(reverse("people:list"), query).status_code == 500


def test_a_refusal_inside_another_act_is_a_fault_since_it_would_be_undone_with_it(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        refuse(CONSOLE, "test.act")


def test_the_lock_of_the_chain_is_taken_where_the_database_lets_others_write(db, django_assert_num_queries):
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 0):
        hold(Alone.CHAIN)
