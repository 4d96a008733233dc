"""Keys change while everybody works: nothing is lost, nothing stays behind under the old key."""

import json
import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection

from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.cipher import keyring, rotating
from weibao.cipher.commands import keys
from weibao.cipher.keyring import KeyringFault
from weibao.cipher.resealing import reseal, rows_needing
from weibao.cipher.ring import reread, ring
from weibao.cipher.startup import refuse_keys_beside_the_data
from weibao.cipher.uploads import new_upload
from weibao.cli import Refused
from weibao.jobs.models import Job
from weibao.people.models import Child


@pytest.fixture(autouse=True)
def own_keyring(settings, tmp_path):
    """A keyring of this test's own, so that no other meets its keys."""
    settings.KEY_FILE = tmp_path / "keys" / "keyring.json"
    settings.KEY_FILE.parent.mkdir()
    keyring.make(settings.KEY_FILE)
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path / "data"
    return reread()


def keys_of_titles() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM jobs_job")
        return {keyring.key_of(bytes(title)) for (title,) in cursor.fetchall()}


@pytest.mark.django_db
def test_after_a_rotation_everything_is_encrypted_anew_and_reads_as_before(county):
    child = Child.objects.create(name="曾子涵", area_code="1", address="青禾村")
    child.name = "曾梓涵"
    child.save()
    old = ring().current
    assert rows_needing(old) == 3  # the record and both versions of its history
    rotating.rotate(actor=CONSOLE)
    assert (ring().current != old) and reseal().damaged == []
    assert rows_needing(old) == 0
    again = Child.objects.get()
    assert (again.name, again.address) == ("曾梓涵", "青禾村")
    assert {one.name for one in again.history.all()} == {"曾子涵", "曾梓涵"}
    assert Entry.objects.filter(action="keys.rotate").count() == 1


@pytest.mark.django_db(transaction=True)
def test_writers_go_on_while_keys_change_and_nothing_is_lost():
    over, faults, written = threading.Event(), [], []

    def write() -> None:
        try:
            while not over.is_set():
                job = Job.objects.create(kind="a", title=f"第{len(written)}项", message="说明")
                job.message = f"{job.title}做完"
                job.save()
                written.append(job.pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(4):
            while len(written) < 25 * len(ring().keys):
                assert writer.is_alive()
            rotating.rotate(actor=CONSOLE)
            reseal()
    finally:
        over.set()
        writer.join()
    assert faults == []
    reseal()
    assert keys_of_titles() == {ring().current}
    for job in Job.objects.filter(pk__in=written):
        assert job.message == f"{job.title}做完"


@pytest.mark.django_db
def test_a_row_that_somebody_writes_meanwhile_keeps_what_he_wrote(monkeypatch):
    """Between reading a row and replacing it, another has written: his words stay."""
    from weibao.cipher import resealing

    job = Job.objects.create(kind="a", title="原来")
    rotating.rotate(actor=CONSOLE)
    plain_renewed = resealing.renewed

    def meanwhile(one, binding, envelope):
        if one.name == "title":
            Job.objects.filter(pk=job.pk).delete()
            Job(pk=job.pk, kind="a", title="后来", binding=binding).save(force_insert=True)
        return plain_renewed(one, binding, envelope)

    monkeypatch.setattr(resealing, "renewed", meanwhile)
    reseal()
    assert Job.objects.get(pk=job.pk).title == "后来"


@pytest.mark.django_db
def test_another_process_takes_the_new_key_at_once(settings, own_keyring):
    words = "import sys; from weibao.cipher.ring import ring\nfor _ in sys.stdin: print(ring().current, flush=True)"
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "weibao.config.settings.base",
        "WEIBAO_KEY_FILE": str(settings.KEY_FILE),
    }
    with subprocess.Popen(
        [sys.executable, "-c", words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings,
    ) as other:

        def asked() -> str:
            other.stdin.write("\n")
            other.stdin.flush()
            return other.stdout.readline().strip()

        assert asked() == own_keyring.current
        changed = keyring.change(settings.KEY_FILE, keyring.rotated)
        threading.Event().wait(0.1)
        assert asked() == changed.current
        other.stdin.close()


@pytest.mark.django_db
def test_a_key_is_not_taken_out_while_anything_needs_it(monkeypatch):
    Job.objects.create(kind="a", title="导入：青禾中学.xlsx")
    path, file, writer = new_upload()
    with file:
        writer.write(b"words")
        writer.finish()
    old = ring().current
    with pytest.raises(KeyringFault, match="正在使用"):
        rotating.remove(actor=CONSOLE, key_id=old)
    rotating.rotate(actor=CONSOLE)
    with pytest.raises(KeyringFault, match="24 小时"):
        rotating.remove(actor=CONSOLE, key_id=old)
    monkeypatch.setattr(rotating, "RESTING", timedelta(0))
    with pytest.raises(KeyringFault, match="1 行数据、1 个文件"):
        rotating.remove(actor=CONSOLE, key_id=old)
    Job.objects.all().delete()
    with pytest.raises(KeyringFault, match="0 行数据、1 个文件"):
        rotating.remove(actor=CONSOLE, key_id=old)
    path.unlink()
    rotating.remove(actor=CONSOLE, key_id=old)
    assert old not in ring().keys
    with pytest.raises(KeyringFault, match=old):
        rotating.remove(actor=CONSOLE, key_id=old)


@pytest.mark.django_db
def test_a_row_that_does_not_open_is_named_and_does_not_hold_up_the_others():
    from tests.cipher.test_fields import put

    bad, good = (Child.objects.create(name=name, area_code="1") for name in ("甲儿", "乙儿"))
    put(
        Child,
        "name",
        bad.pk,
        keyring.read(ring().path).writer(keyring.suite_named("sm4-gcm")).seal(b"x", b"y"),
    )
    old = ring().current
    keyring.change(ring().path, keyring.rotated)
    reread()
    assert reseal().damaged == [f"people.child:{bad.pk}"]
    assert rows_needing(old) == 1
    assert Child.objects.get(pk=good.pk).name == "乙儿"


@pytest.mark.django_db
def test_the_command_lists_rotates_and_never_shows_a_secret(own_keyring):
    Job.objects.create(kind="a", title="导入")
    listed = json.loads(CliRunner().invoke(keys, ["list", "--json"]).output)
    assert [(one["id"], one["current"], one["rows"]) for one in listed["keys"]] == [
        (own_keyring.current, True, 1)
    ]
    assert CliRunner().invoke(keys, ["rotate"]).exit_code == 0
    shown = CliRunner().invoke(keys, ["list"]).output
    assert own_keyring.current in shown and ring().current in shown and "停用" in shown
    for one in ring().keys.values():
        assert one.secret.hex() not in shown
    again = CliRunner().invoke(keys, ["new"])
    assert again.exit_code == 2 and "已经存在" in again.output


@pytest.mark.django_db
def test_a_new_keyring_is_made_where_the_county_says(settings, tmp_path):
    settings.KEY_FILE, settings.KEY_FILE_KEPT_APART = tmp_path / "stick" / "keyring.json", True
    assert CliRunner().invoke(keys, ["list"]).exit_code == 2
    assert CliRunner().invoke(keys, ["new"]).exit_code == 0
    assert len(reread().keys) == 1


def test_a_production_start_refuses_keys_beside_the_data_or_open_to_others(settings, tmp_path):
    refuse_keys_beside_the_data()
    settings.KEY_FILE.chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        refuse_keys_beside_the_data()
    settings.KEY_FILE.chmod(0o600)
    settings.DATA_DIR = tmp_path
    settings.DEMO_MARK = tmp_path / "demonstration"
    with pytest.raises(Refused, match="WEIBAO_KEY_FILE"):
        refuse_keys_beside_the_data()
    settings.DEMO_MARK.write_text("{}")
    refuse_keys_beside_the_data()
    settings.KEY_FILE.write_text("{")
    with pytest.raises(Refused, match="已损坏"):
        refuse_keys_beside_the_data()
