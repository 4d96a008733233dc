"""The database refuses to change the log, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.audit import tampering
from weibao.audit.models import Entry
from weibao.audit.protection import protect, unprotect
from weibao.audit.verifying import verify


@pytest.fixture
def protected_log(db):
    protect(connection)
    tampering.write_entries(3)


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Entry.objects.filter(number=2).update(actor="user:9"),
        lambda: Entry.objects.filter(number=2).delete(),
        lambda: Entry.objects.get(number=2).save(),
        lambda: raw("DELETE FROM audit_entry"),
        lambda: tampering.put(tampering.link_of(2)),
        lambda: Entry.objects.create(**tampering.link_of(3)._replace(number=5, seal="0")._asdict()),
        lambda: Entry.objects.create(**tampering.link_of(3)._replace(number=0, seal="0")._asdict()),
    ],
)
def test_no_entry_is_changed_taken_out_or_put_in(protected_log, tamper):
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper()
    assert Entry.objects.count() == 3
    assert verify().is_whole


def test_an_entry_is_not_replaced_and_the_table_not_emptied_at_once(protected_log):
    replacing = "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 2"
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(replacing if connection.vendor == "sqlite" else "TRUNCATE audit_entry")
    assert Entry.objects.count() == 3


def test_writing_goes_on(protected_log):
    tampering.write_entries(2)
    assert Entry.objects.count() == 5


def test_without_the_protection_tampering_is_found_all_the_same(protected_log):
    unprotect(connection)
    tampering.edit(2)
    assert verify().broken.number == 2
