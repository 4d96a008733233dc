"""The doctor finds what is wrong and says what to do, and changes nothing."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone

from weibao.access.models import User
from weibao.audit.heads import keep_head
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE, act
from weibao.cipher import keyring
from weibao.config import startup
from weibao.jobs.models import ScheduledRun
from weibao.keeping import commands
from weibao.keeping.doctor import Level, examine
from weibao.keeping.doctor.database import file_system
from weibao.keeping.retention import name_of
from weibao.keeping.sweeps import PULSE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_good_order(settings, tmp_path, make_user):
    """A county with which all is well, as far as a test can have it."""
    folders = {name: tmp_path / name for name in ("data", "keys", "heads", "backups")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    settings.DATA_DIR, settings.DEMO_MARK = folders["data"], folders["data"] / "demonstration"
    settings.AUDIT_HEADS_DIR, settings.BACKUP_DIR = folders["heads"], folders["backups"]
    settings.KEY_FILE = folders["keys"] / "keyring.json"
    settings.SECRET_KEY_FILE = folders["keys"] / "secret.key"
    settings.AUDIT_KEY_FILE = folders["keys"] / "audit.key"
    keyring.make(settings.KEY_FILE)
    settings.SECRET_KEY_FILE.touch(mode=0o600)
    settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS = True, 63_072_000
    settings.ALLOWED_HOSTS = ["weibao.example.gov.cn"]
    for kind in ("system_admin", "security_admin", "auditor"):
        make_user(kind)
    ScheduledRun.objects.create(name=PULSE, next_at=timezone.now(), last_at=timezone.now())
    with act(CONSOLE, "keeping.backup", ability=None) as log:
        log.note(good=True, rows=5, seconds=1, trial_seconds=2)
    (settings.BACKUP_DIR / name_of(timezone.now())).touch()
    keep_head()


def found(level: Level = Level.BAD) -> list[str]:
    return [f"{one.topic}：{one.said}" for one in examine() if one.level == level]


def test_where_all_is_well_it_finds_nothing_that_must_be_put_right():
    assert found() == []


def test_whatever_it_finds_it_says_what_to_do(settings):
    settings.BACKUP_DIR = settings.DATA_DIR / "unmounted"
    settings.KEY_FILE.unlink()
    ScheduledRun.objects.all().delete()
    assert all(one.advice for one in examine() if one.level != Level.GOOD)


@pytest.mark.parametrize("name", ["KEY_FILE", "SECRET_KEY_FILE", "AUDIT_KEY_FILE"])
def test_a_key_that_others_may_read_lies_with_the_data_or_is_not_there(settings, name):
    path = getattr(settings, name)
    path.chmod(0o640)
    assert any("别的账号也能读" in said and str(path) in said for said in found())
    path.chmod(0o600)
    inside = path.rename(settings.DATA_DIR / path.name)
    setattr(settings, name, inside)
    assert any("在数据目录里" in said for said in found())
    inside.unlink()
    assert any("不在" in said and str(inside) in said for said in found())


def test_a_data_folder_that_others_may_enter(settings):
    settings.DATA_DIR.chmod(0o750)
    assert found() == [f"数据目录：{settings.DATA_DIR} 别的账号也能进入。"]


def test_a_clock_that_was_set_back():
    Entry.objects.filter(pk=Entry.objects.order_by("-pk").values("pk")[:1]).update(
        at=timezone.now() + timedelta(hours=1)
    )
    assert any("时钟被往回拨过" in said for said in found())


def test_a_worker_that_is_silent_and_a_schedule_that_is_late():
    ScheduledRun.objects.update(last_at=timezone.now() - timedelta(minutes=6))
    ScheduledRun.objects.create(name="people.match", next_at=timezone.now() - timedelta(hours=2))
    assert [said for said in found() if said.startswith("后台任务")] == [
        f"后台任务：没有在运行（上次有动静是 {timezone.localtime(beat()):%F %T}）。",
        "后台任务：定时任务 people.match 迟了一小时以上。",
    ]


def beat():
    return ScheduledRun.objects.get(name=PULSE).last_at


def test_a_backup_that_failed_is_old_or_was_never_made():
    with act(CONSOLE, "keeping.backup", ability=None) as log:
        log.note(good=False)
    assert any("的备份没有成功" in said for said in found())
    Entry.objects.filter(action="keeping.backup").update(at=timezone.now() - timedelta(hours=40))
    assert any("超过 36 小时" in said for said in found())
    Entry.objects.filter(action="keeping.backup").update(action="test.act")
    assert "备份：从来没有成功备份过。" in found()


def test_a_head_that_was_not_signed_for_long(settings):
    for path in settings.AUDIT_HEADS_DIR.iterdir():
        said = json.loads(path.read_text())
        path.write_text(json.dumps(said | {"signed_at": "2025-01-01T00:00:00+00:00"}))
    assert any("链头上次签发是 2025-01-01" in said for said in found())


def test_a_changed_entry_of_the_log():
    Entry.objects.filter(action="keeping.backup").update(purpose="x")
    assert any("与封印不符" in said for said in found())


def test_a_site_without_tls_or_under_any_name(settings):
    settings.SESSION_COOKIE_SECURE, settings.ALLOWED_HOSTS = False, ["*"]
    assert {
        "网站：没有声明在 TLS 之后运行：会话可能经明文传送。",
        "网站：WEIBAO_HOSTS 含 *，任何域名都能冒用。",
    } <= set(found())


def test_a_demonstration_account_in_a_real_county(make_user):
    User.objects.filter(pk=make_user("reviewer").pk).update(username="demo-reviewer")
    assert "账号：有 1 个演示账号（如 demo-reviewer），密码是公开的。" in found()


def test_an_administrator_who_is_missing(make_user):
    User.objects.filter(duties__kind="auditor").update(is_active=False)
    assert any("没有人担任审计管理员" in said for said in found(Level.NOTE))


def test_a_disk_that_is_nearly_full(settings, monkeypatch):
    from collections import namedtuple

    usage = namedtuple("usage", "free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(500_000_000))
    assert any("剩余 0.5 GB" in said for said in found())


def test_a_database_on_a_network_share(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own danger")
    monkeypatch.setattr("weibao.keeping.doctor.database.file_system", lambda path: "nfs4")
    assert any("网络文件系统（nfs4）" in said for said in found())


def test_the_file_system_is_told_by_the_mounts():
    assert file_system(Path("/proc/self")) == "proc"


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(monkeypatch):
    def broken(path):
        raise OSError("no such device")

    monkeypatch.setattr("shutil.disk_usage", broken)
    assert any("检查 room 没有做成：OSError" in said for said in found())


@pytest.mark.parametrize(("is_well", "status"), [(True, 0), (False, 1)])
def test_the_exit_status_tells_a_script_whether_to_call_somebody(settings, monkeypatch, is_well, status):
    monkeypatch.setattr(startup, "load_settings", lambda: None)
    if not is_well:
        settings.KEY_FILE.unlink()
    answer = CliRunner().invoke(commands.doctor, ["--json"])
    assert answer.exit_code == status
    told = json.loads(answer.stdout)
    assert (told["bad"] == 0) is is_well
    assert {"level", "topic", "said", "advice"} == told["findings"][0].keys()
    assert CliRunner().invoke(commands.doctor, []).exit_code == status
