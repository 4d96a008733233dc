"""The data folder: there, ours, closed to others, with room on its disk."""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from weibao.keeping.doctor import Finding, bad, check, good, note
from weibao.keeping.doctor.readiness import database_file

LITTLE_ROOM, TOO_LITTLE_ROOM = 5_000_000_000, 1_000_000_000
"""Bytes free below which an operator is told, and below which deliveries may fail."""


def owner(path: Path) -> str:
    number = path.stat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


@check()
def data_folder() -> Iterator[Finding]:
    folder = settings.DATA_DIR
    if not folder.is_dir():
        yield bad("数据目录", f"{folder} 不存在。", "核对 WEIBAO_DATA_DIR；首次使用先运行 weibao init。")
        return
    if folder.stat().st_uid != os.geteuid():
        yield bad(
            "数据目录",
            f"{folder} 的属主是 {owner(folder)}，不是现在运行巡检的账号。",
            "用平台的运行账号巡检，例如 sudo -u weibao；属主不对则用 chown -R 改正。",
        )
    if folder.stat().st_mode & 0o077:
        yield bad("数据目录", f"{folder} 别的账号也能进入。", f"运行 chmod 700 {folder}。")
    else:
        yield good("数据目录", f"{folder}，只有运行账号能进入。")


@check()
def other_folders() -> Iterator[Finding]:
    for name, path in (("链头目录", settings.AUDIT_HEADS_DIR), ("备份目录", settings.BACKUP_DIR)):
        if path.is_dir() and path.stat().st_mode & 0o077:
            yield bad(name, f"{path} 别的账号也能进入。", f"运行 chmod 700 {path}。")
        elif path.is_dir() and not os.access(path, os.W_OK):
            yield bad(name, f"{path} 不能写入。", "核对属主、权限和挂载方式（是否只读）。")
    file = database_file()
    if file is not None and file.exists() and file.stat().st_mode & 0o077:
        yield note("数据库", f"{file.name} 的权限过宽。", f"运行 chmod 600 {file}*。")


@check()
def room() -> Iterator[Finding]:
    places = {
        path for path in (settings.DATA_DIR, settings.BACKUP_DIR, settings.AUDIT_HEADS_DIR) if path.is_dir()
    }
    for path in sorted(places):
        free = shutil.disk_usage(path).free
        said = f"{path} 所在磁盘剩余 {free / 1e9:.1f} GB。"
        if free < TOO_LITTLE_ROOM:
            yield bad("磁盘", said, "立即清理或扩容：写满后不能再录入和导入，只能查阅。")
        elif free < LITTLE_ROOM:
            yield note("磁盘", said, "近期清理或扩容。")
        else:
            yield good("磁盘", said)
