"""A backup that nobody has put back is a hope: each is restored in a process of its own, by the operator's own command,
into a folder (and on PostgreSQL a database) that is removed afterwards."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection

from weibao.keeping.about import Manifest
from weibao.keeping.errors import KeepingRefused

PREFIX = "trial-"
ROOM = 2.5
"""Times the database's size that must be free for a trial: the tables, and the log of one transaction that writes them."""


def restore_on_trial(file: Path, manifest: Manifest) -> None:
    """Restore a backup elsewhere and compare what is there with what was written.

    Raises:
        KeepingRefused: it can't be restored, or comes out otherwise.
    """
    remove_left_over()
    need_room()
    with trial_database() as url, trial_folder() as folder:
        surroundings = os.environ | {
            "DATABASE_URL": url,
            "WEIBAO_SECRET_KEY_FILE": str(settings.SECRET_KEY_FILE),
            "WEIBAO_AUDIT_KEY_FILE": str(settings.AUDIT_KEY_FILE),
            "WEIBAO_AUDIT_HEADS_DIR": "",
            "WEIBAO_KEY_FILE": str(settings.KEY_FILE),
        }
        command = [sys.executable, "-m", "weibao", "restore", str(file), "--into", str(folder), "--json"]
        answer = subprocess.run(command, env=surroundings, capture_output=True, text=True)  # noqa: S603
    if answer.returncode:
        said = (answer.stderr.strip().splitlines() or [f"退出码 {answer.returncode}"])[-1]
        raise KeepingRefused(f"备份写好了，但试恢复没有成功，不能当作备份：{said}")
    told = json.loads(answer.stdout)
    expected = {"rows": manifest.rows, "files": len(manifest.files), "entries": manifest.entries}
    if any(told[key] != value for key, value in expected.items()):
        raise KeepingRefused("备份写好了，但试恢复后的条数与写入时不符，不能当作备份。请重新备份。")


@contextmanager
def trial_folder() -> Iterator[Path]:
    """A folder in the data folder, so that nothing of it comes to another disk."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=settings.DATA_DIR) as name:
        yield Path(name)


def remove_left_over() -> None:
    """Remove the folders of trials that were killed; only one backup runs at a time."""
    for path in settings.DATA_DIR.glob(f"{PREFIX}*"):
        shutil.rmtree(path, ignore_errors=True)


def need_room() -> None:
    if connection.vendor != "sqlite":
        return
    size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < size * ROOM:
        raise KeepingRefused(
            f"数据目录所在磁盘只剩 {free // 1_000_000} MB，试恢复约需 {int(size * ROOM) // 1_000_000} MB。请清理磁盘后再备份。"
        )


@contextmanager
def trial_database() -> Iterator[str]:
    """The address of an empty database; empty on SQLite, whose file lies in the trial's folder."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name = f"weibao_trial_{secrets.token_hex(4)}"
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    with closing(psycopg.connect(**parameters, autocommit=True)) as server:
        try:
            server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise KeepingRefused(
                "备份写好了，但数据库账号无权建库，没能试恢复。"
                "请数据库管理员执行：ALTER ROLE 账号 CREATEDB；之后重新备份。"
            ) from None
        try:
            yield urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(psycopg.sql.SQL("DROP DATABASE {}").format(psycopg.sql.Identifier(name)))
