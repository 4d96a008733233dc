"""A backup taken at work, put back elsewhere: the same to the row, or refused with a sentence."""

import json
import shutil
import subprocess

import pytest

from tests.feeds.making import EDUCATION, pupil, workbook
from tests.keeping.county import Place, empty_database, make_keys
from weibao.cipher import keyring

CANARY = "曾砚秋"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("county")
    make_keys(root / "keys")
    with empty_database("weibao_kept") as database:
        place = Place(root / "data", root / "keys", database)
        assert place.run("audit", "key", "--new").returncode == 0
        place.told("init", "--county", "620723")
        sent = workbook(
            root / "学籍.xlsx", EDUCATION, pupil(姓名=CANARY), pupil(姓名="林知夏", 身份证号=None)
        )
        place.told("feeds", "import", "education", sent)
        (place.folder / "feeds" / "own.yaml.off").write_text("name: own")
        uploads = place.folder / "files" / "uploads"
        uploads.mkdir(parents=True)
        (uploads / "waiting").write_bytes(b"as it lies there")
        yield place


@pytest.fixture(scope="module")
def backup(place):
    """One that was made while somebody wrote to the log without pause."""
    writing = subprocess.Popen(
        place.command("manage", "shell", "-c", WRITING), env=place.surroundings, stdout=subprocess.PIPE
    )
    writing.stdout.readline()
    try:
        made = place.told("backup")
    finally:
        writing.terminate()
        writing.wait()
    return made


WRITING = """
from weibao.audit.services import CONSOLE, act
print("writing", flush=True)
while True:
    with act(CONSOLE, "test.act", ability=None) as log:
        log.note(n=1)
"""


@pytest.fixture
def elsewhere(place, tmp_path):
    with empty_database("weibao_restored") as database:
        yield place.at(tmp_path / "restored", database)


def test_it_comes_back_the_same_to_the_row_with_its_files_and_a_whole_log(place, backup, elsewhere):
    restored = elsewhere.told("restore", backup["file"], "--into", elsewhere.folder)
    assert {key: restored[key] for key in ("tables", "rows", "files", "entries")} == {
        key: backup[key] for key in ("tables", "rows", "files", "entries")
    }
    assert (elsewhere.folder / "feeds" / "own.yaml.off").read_text() == "name: own"
    assert (elsewhere.folder / "files" / "uploads" / "waiting").read_bytes() == b"as it lies there"
    verdict = elsewhere.told("audit", "verify")
    assert verdict["whole"]
    since = elsewhere.run("audit", "export", "--after", backup["entries"]).stdout.splitlines()
    assert json.loads(since[-1])["action"] == "keeping.restore", "the restore itself is in the log"
    receipt = json.loads(elsewhere.run("manage", "shell", "-c", READING).stdout.strip().splitlines()[-1])
    assert receipt == {"rows": 2, "users": 2, "next": True}


READING = """
import json
from weibao.feeds.models import Delivery, FeedRow
from weibao.access.models import User
from weibao.audit.services import CONSOLE, act
with act(CONSOLE, "test.act", ability=None):
    pass
before = FeedRow.objects.order_by("-pk").first()
new = FeedRow.objects.create(delivery=Delivery.objects.get(), feed="education", row=9, state="not_data")
print(json.dumps({"rows": Delivery.objects.get().accepted, "users": User.objects.count(), "next": new.pk > before.pk}))
"""


def test_the_log_says_that_and_how_it_was_made(place, backup):
    answer = place.run("audit", "export")
    entry = [json.loads(line) for line in answer.stdout.splitlines() if '"keeping.backup"' in line][-1]
    assert entry["detail"]["good"] is True
    assert entry["detail"]["entries"] == backup["entries"]


def test_it_is_for_this_account_alone_and_tells_nothing(backup):
    from pathlib import Path

    file = Path(backup["file"])
    content = file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert not any(CANARY.encode(code) in content for code in ("utf-8", "utf-16-le", "gb18030"))


def test_nothing_of_the_trial_is_left(place, backup):
    assert not list(place.folder.glob("trial-*"))
    assert not list((place.folder / "backups").glob("*.unchecked"))


def test_only_an_empty_folder_is_filled(place, backup, tmp_path):
    answer = place.run("restore", backup["file"], "--into", place.folder)
    assert answer.returncode == 2
    assert "不是空目录" in answer.stderr


def test_only_an_empty_database_is_filled(place, backup, tmp_path):
    if not place.database:
        pytest.skip("on SQLite the database lies in the empty folder")
    answer = place.run("restore", backup["file"], "--into", tmp_path / "there")
    assert answer.returncode == 2
    assert "已有数据表" in answer.stderr
    assert not (tmp_path / "there").exists()


def test_without_the_keyring_nothing_is_restored_and_none_is_made(backup, elsewhere, tmp_path):
    answer = elsewhere.run(
        "restore", backup["file"], "--into", elsewhere.folder, WEIBAO_KEY_FILE=str(tmp_path / "none.json")
    )
    assert answer.returncode == 2
    assert "找不到密钥文件" in answer.stderr
    assert not elsewhere.folder.exists()
    keyring.make(tmp_path / "another.json")
    answer = elsewhere.run(
        "restore", backup["file"], "--into", elsewhere.folder, WEIBAO_KEY_FILE=str(tmp_path / "another.json")
    )
    assert answer.returncode == 2
    assert "密钥备份" in answer.stderr
    assert not elsewhere.folder.exists()


def test_a_broken_file_is_refused_and_leaves_nothing(backup, elsewhere, tmp_path):
    broken = tmp_path / "broken.backup"
    shutil.copy(backup["file"], broken)
    with broken.open("r+b") as file:
        file.truncate(broken.stat().st_size - 100)
    answer = elsewhere.run("restore", broken, "--into", elsewhere.folder)
    assert answer.returncode == 2
    assert "请换用另一份备份" in answer.stderr
    assert not elsewhere.folder.exists()


def test_a_named_folder_that_is_not_there_is_not_made(place, tmp_path):
    answer = place.run("backup", "--to", tmp_path / "unmounted")
    assert answer.returncode == 2
    assert "不存在" in answer.stderr
    assert not (tmp_path / "unmounted").exists()
