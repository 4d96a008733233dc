"""No connection is used that would lose what it acknowledged."""

import pytest
from django.db import connection, connections

from weibao.keeping.durability import PRAGMAS, NotDurable, assert_durable, wrong_pragmas

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PRAGMAs are SQLite's")


def test_every_new_connection_is_as_it_must_be():
    again = connections.create_connection("default")
    again.ensure_connection()
    try:
        assert wrong_pragmas(again.connection) == {}
    finally:
        again.close()


@pytest.mark.parametrize("weaker", ["journal_mode=DELETE", "synchronous=NORMAL", "secure_delete=OFF"])
def test_one_that_is_not_is_refused_by_its_connecting(weaker, tmp_path):
    again = connections.create_connection("default")
    options = again.settings_dict["OPTIONS"]
    again.settings_dict = again.settings_dict | {
        "NAME": str(tmp_path / "other.sqlite3"),
        "OPTIONS": options | {"init_command": options["init_command"] + f"PRAGMA {weaker};"},
    }
    with pytest.raises(NotDurable, match=f"{weaker.partition('=')[0]} 为"):
        again.ensure_connection()


def test_references_that_are_not_held_are_refused():
    connection.ensure_connection()

    class Answer:
        def __init__(self, value):
            self.value = value

        def fetchone(self):
            return (self.value,)

    class Raw:
        def execute(self, statement):
            return Answer(PRAGMAS[statement.split()[1]] if "foreign" not in statement else 0)

    assert wrong_pragmas(Raw()) == {"foreign_keys": 0}


def test_postgresql_is_not_asked():
    class Other:
        vendor = "postgresql"

    assert_durable(connection=Other())
