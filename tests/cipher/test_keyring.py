"""The keyring: one file, changed as a whole, never filled anew where one was lost."""

import json
import os
import stat

import pytest

from weibao.cipher import keyring
from weibao.cipher.keyring import KeyMissing, KeyringFault
from weibao.cipher.suites import SUITES, AesGcm, Damaged, Sm4Gcm

pytestmark = pytest.mark.pure


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keys" / "keyring.json"
    path.parent.mkdir()
    assert keyring.make(path)
    return path


def test_a_new_keyring_is_for_its_owner_alone_and_is_never_written_over(file):
    before = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not keyring.make(file)
    assert file.read_text() == before


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_what_is_sealed_opens_only_where_it_was_sealed(file, suite):
    ring = keyring.read(file)
    envelope = ring.writer(suite).seal("张小明".encode(), b"people_child.name/1")
    assert ring.reader(envelope).open(envelope, b"people_child.name/1").decode() == "张小明"
    with pytest.raises(Damaged):
        ring.reader(envelope).open(envelope, b"people_child.name/2")
    for place in range(len(envelope)):
        flipped = bytearray(envelope)
        flipped[place] ^= 1
        with pytest.raises((Damaged, KeyMissing)):
            ring.reader(bytes(flipped)).open(bytes(flipped), b"people_child.name/1")


def test_the_same_words_never_look_the_same(file):
    writer = keyring.read(file).writer(Sm4Gcm)
    assert len({writer.seal(b"same", b"here") for _ in range(100)}) == 100


def test_after_a_rotation_the_new_key_writes_and_the_old_one_reads(file):
    before = keyring.read(file)
    old = before.writer(Sm4Gcm).seal(b"words", b"here")
    changed = keyring.change(file, keyring.rotated)
    again = keyring.read(file)
    assert again.current == changed.current != before.current
    assert again.keys[before.current].retired is not None
    assert again.token_secret == before.token_secret
    assert again.reader(old).open(old, b"here") == b"words"
    assert keyring.key_of(again.writer(AesGcm).seal(b"words", b"here")) == again.current
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir() if not one.name.endswith(".lock")] == [file.name]


def test_a_key_that_is_not_there_is_named(file, tmp_path):
    other = tmp_path / "other.json"
    keyring.make(other)
    envelope = keyring.read(other).writer(Sm4Gcm).seal(b"words", b"here")
    with pytest.raises(KeyMissing, match=keyring.key_of(envelope)):
        keyring.read(file).reader(envelope)


def test_the_current_key_can_not_be_taken_out(file):
    ring = keyring.read(file)
    with pytest.raises(KeyringFault, match="正在使用"):
        keyring.without(ring, ring.current)
    with pytest.raises(KeyMissing):
        keyring.without(ring, "00000000")


@pytest.mark.parametrize("fault", ["", "{", "{}", '{"format": 2}', "short", "no current"])
def test_a_damaged_keyring_is_said_to_be_damaged_and_stays(file, fault):
    said = json.loads(file.read_text())
    if fault == "short":
        said["tokens"] = "00"
        fault = json.dumps(said)
    elif fault == "no current":
        said["current"] = "00000000"
        fault = json.dumps(said)
    file.write_text(fault)
    with pytest.raises(KeyringFault, match="已损坏"):
        keyring.read(file)
    assert file.read_text() == fault


def test_a_keyring_that_is_not_there_is_asked_for(tmp_path):
    with pytest.raises(KeyringFault, match="weibao keys new"):
        keyring.read(tmp_path / "none.json")


def test_secrets_are_never_shown(file):
    ring = keyring.read(file)
    shown = repr(ring) + str(ring) + repr(list(ring.keys.values()))
    assert ring.token_secret.hex() not in shown
    assert repr(ring.token_secret) not in shown
    assert not any(repr(key.secret) in shown for key in ring.keys.values())


def test_two_changes_at_once_both_come_about(file):
    """Each reads what the other wrote: no key is lost."""
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            keyring.change(file, keyring.rotated)
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    assert len(keyring.read(file).keys) == 5
