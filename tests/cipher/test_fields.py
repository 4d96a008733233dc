"""Encrypted fields: read like any other, worthless to who has only the database, and bound to their rows."""

import json
from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import F, Value

from weibao.audit.services import CONSOLE
from weibao.cipher.fields import Sealed, plain
from weibao.cipher.suites import Damaged
from weibao.feeds.models import Delivery, FeedRow
from weibao.jobs.models import Job
from weibao.people.models import Child, Guardian

pytestmark = pytest.mark.django_db
NAME, OTHER = "曾子涵", "何欣妍"


def stored(model, column: str, pk) -> bytes:
    """What lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s", [pk]
        )
        return bytes(cursor.fetchone()[0])


def put(model, column: str, pk, content: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {column} = %s WHERE {model._meta.pk.column} = %s",
            [connection.Database.Binary(content), pk],
        )


@pytest.fixture
def child(county) -> Child:
    return Child.objects.create(name=NAME, area_code="620799101201", area=county, address="青禾村1社")


@pytest.fixture
def other(county) -> Child:
    return Child.objects.create(name=OTHER, area_code="620799101201", area=county, address="青禾村2社")


def test_a_record_reads_as_it_was_written(child):
    again = Child.objects.get(pk=child.pk)
    assert (again.name, again.address, again.id_number) == (NAME, "青禾村1社", "")
    assert NAME.encode() not in stored(Child, "name", child.pk)


def test_nothing_is_opened_before_it_is_read(child):
    again = Child.objects.get(pk=child.pk)
    assert type(again.__dict__["name"]) is Sealed
    assert again.name == NAME
    assert type(again.__dict__["address"]) is Sealed


def test_the_same_words_lie_differently_in_each_row_and_each_time(child, other):
    other.name = NAME
    other.save()
    first = stored(Child, "name", child.pk)
    child.save()
    assert len({first, stored(Child, "name", child.pk), stored(Child, "name", other.pk)}) == 3


def test_what_nobody_read_is_not_encrypted_anew(child):
    before = stored(Child, "name", child.pk)
    again = Child.objects.get(pk=child.pk)
    again.town = "青禾镇"
    again.save()
    assert stored(Child, "name", child.pk) == before


@pytest.mark.parametrize("place", [0, 3, 8, 20, -1])
def test_a_flipped_byte_is_an_error_that_says_where(child, place):
    from weibao.cipher.keyring import KeyMissing

    content = bytearray(stored(Child, "name", child.pk))
    content[place] ^= 1
    put(Child, "name", child.pk, bytes(content))
    with pytest.raises((Damaged, KeyMissing), match=r"people_child\.name|密钥"):
        _ = Child.objects.get(pk=child.pk).name


def test_two_rows_exchanged_are_an_error(child, other):
    mine, theirs = stored(Child, "name", child.pk), stored(Child, "name", other.pk)
    put(Child, "name", child.pk, theirs)
    put(Child, "name", other.pk, mine)
    for one in (child, other):
        with pytest.raises(Damaged, match="备份"):
            _ = Child.objects.get(pk=one.pk).name


def test_two_columns_exchanged_are_an_error(child):
    put(Child, "address", child.pk, stored(Child, "name", child.pk))
    with pytest.raises(Damaged):
        _ = Child.objects.get(pk=child.pk).address


def test_an_old_version_can_not_stand_in_for_the_record_nor_for_another_version(child):
    child.name = "曾梓涵"
    child.save()
    new, old = child.history.order_by("-history_id")
    assert (new.name, old.name) == ("曾梓涵", NAME)
    history = type(old)
    put(Child, "name", child.pk, stored(history, "name", old.pk))
    put(history, "name", new.pk, stored(history, "name", old.pk))
    for model, pk in ((Child, child.pk), (history, new.pk)):
        with pytest.raises(Damaged):
            _ = model.objects.get(pk=pk).name


def test_values_come_sealed_through_any_relation_and_open_one_by_one(child):
    Guardian.objects.create(child=child, name="曾山", name_token="a", phones="13900000001")
    (values,) = Guardian.objects.values("phones", "child__name", "child__town")
    assert plain(values["phones"]) == "13900000001"
    assert plain(values["child__name"]) == NAME
    assert values["child__town"] == ""
    assert plain(Child.objects.values_list("name", flat=True).get()) == NAME
    assert plain(Child.objects.annotate(called=F("name")).values_list("called", flat=True).get()) == NAME
    with pytest.raises(TypeError, match="opened first"):
        str(values["phones"])


def test_the_same_table_twice_in_one_query_opens(child, other):
    other.merged_into = child
    other.save()
    again = Child.objects.select_related("merged_into").get(pk=other.pk)
    assert (again.name, again.merged_into.name) == (OTHER, NAME)


def test_deferred_and_refreshed_fields_open(child):
    again = Child.objects.only("town").get(pk=child.pk)
    assert again.name == NAME
    put_aside = Child.objects.defer("name").get(pk=child.pk)
    put_aside.refresh_from_db()
    assert put_aside.name == NAME


def test_many_records_are_written_at_once_and_over_one_another(county):
    made = Child.objects.bulk_create(Child(name=f"儿{n}", area_code="1") for n in range(5))
    for one in made:
        one.name += "改"
    Child.objects.bulk_create(made, update_conflicts=True, unique_fields=["id"], update_fields=["name"])
    assert [one.name for one in Child.objects.order_by("pk")] == [f"儿{n}改" for n in range(5)]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Child.objects.filter(name=NAME),
        lambda: Child.objects.filter(name__contains="曾"),
        lambda: Child.objects.exclude(id_number__startswith="6"),
        lambda: FeedRow.objects.filter(values__name=NAME),
        lambda: Guardian.objects.filter(child__name__in=[NAME]),
        lambda: Child.objects.filter(area_code=F("name")).filter(name__gt="a"),
        lambda: Child.objects.update(name=NAME),
        lambda: Child.objects.bulk_update([Child(pk=1, name=NAME)], ["name"]),
        lambda: Child(name=Value(NAME), area_code="1").save(),
    ],
)
def test_the_database_is_never_asked_for_what_it_can_not_read(db, ask):
    with pytest.raises(FieldError):
        list(ask() or ())


def test_whether_there_is_anything_the_database_knows(child, other):
    other.address = ""
    other.save()
    assert list(Child.objects.filter(address__blank=True)) == [other]
    assert list(Child.objects.filter(address__blank=False)) == [child]
    assert not Child.objects.filter(address__isnull=True).exists()
    assert stored(Child, "address", other.pk) == b""


def test_lists_and_dictionaries_come_back_as_they_were(county):
    delivery = Delivery.objects.create(
        feed="education",
        file_name="青禾中学.xlsx",
        fingerprint="a",
        area=county,
        report_month=date(2025, 12, 1),
    )
    said = {"name": NAME, "days_absent": 3, "categories": ["孤儿"], "none": None}
    row = FeedRow.objects.create(delivery=delivery, feed="education", row=2, state="current", values=said)
    again = FeedRow.objects.get(pk=row.pk)
    assert (again.values, again.cells, again.reasons) == (said, {}, [])
    again.values["name"] = OTHER
    again.save()
    assert FeedRow.objects.get(pk=row.pk).values["name"] == OTHER
    assert json.loads(json.dumps(Delivery.objects.get().reasons)) == {}
    assert str(Delivery.objects.get()) == "青禾中学.xlsx"


def test_the_other_suite_writes_and_both_read(child, settings):
    settings.CIPHER_SUITE = "aes-256-gcm"
    job = Job.objects.create(kind="a", title=NAME)
    assert stored(Job, "title", job.pk.hex if connection.vendor == "sqlite" else job.pk)[1] == 2
    assert Job.objects.get().title == NAME
    assert Child.objects.get(pk=child.pk).name == NAME


def test_nobody_acts_where_the_keyring_is_gone(child, settings, tmp_path):
    from weibao.cipher.keyring import KeyringFault
    from weibao.cipher.ring import reread
    from weibao.people.refreshing import refresh_children

    settings.KEY_FILE = tmp_path / "elsewhere.json"
    with pytest.raises(KeyringFault, match="放回原来的密钥文件"):
        _ = Child.objects.get(pk=child.pk).name
    assert not settings.KEY_FILE.exists()
    settings.KEY_FILE_KEPT_APART = True
    with pytest.raises(KeyringFault, match="weibao keys new"):
        reread()
    assert refresh_children([]) == 0
    assert CONSOLE.is_active
