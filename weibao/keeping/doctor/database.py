"""The database: answers, of this version, keeps what it acknowledges, not damaged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection

from weibao.keeping.doctor import Finding, bad, check, good
from weibao.keeping.doctor.readiness import database_file, missing_migrations
from weibao.keeping.durability import NotDurable

TOPIC = "数据库"
ON_A_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs")


@check()
def answers() -> Iterator[Finding]:
    file = database_file()
    if file is not None and not file.exists():
        yield bad(TOPIC, f"{file} 不存在。", "首次使用先运行 weibao init；曾经有过则从备份恢复。")
        return
    try:
        missing = missing_migrations()
    except NotDurable as fault:
        yield bad(TOPIC, str(fault), "把数据目录移到本机磁盘，再启动。")
        return
    except DatabaseError as fault:
        yield bad(
            TOPIC,
            f"连不上（{type(fault).__name__}）。",
            "核对 DATABASE_URL、数据库服务是否运行、账号和口令。",
        )
        return
    if missing:
        yield bad(
            TOPIC,
            f"结构比程序旧，缺 {len(missing)} 步升级（{missing[0]} 起）。",
            "先备份，再运行任意一条 weibao 命令（如 weibao users list），会自动升级。",
        )
    else:
        yield good(TOPIC, f"{connection.display_name} 可用，结构与程序一致。")


@check(database=True)
def keeps_what_it_acknowledges() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        kind = file_system(database_file() or Path("/"))
        if kind in ON_A_NETWORK:
            yield bad(
                TOPIC,
                f"SQLite 放在网络文件系统（{kind}）上，可能损坏。",
                "把数据目录移到本机磁盘，或改用 PostgreSQL。",
            )
        else:
            # Every connection looked already (keeping.durability), or there would be none.
            yield good(TOPIC, "预写日志、每次提交落盘、外键约束都已开启。")
        return
    with connection.cursor() as cursor:
        for name, wanted in (("fsync", "on"), ("full_page_writes", "on")):
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] != wanted:
                yield bad(
                    TOPIC,
                    f"PostgreSQL 的 {name} 关着，断电会丢数据。",
                    f"在 postgresql.conf 里设 {name} = on。",
                )
        cursor.execute("SELECT current_setting('synchronous_commit')")
        if (found := cursor.fetchone()[0]) == "off":
            yield bad(
                TOPIC, f"PostgreSQL 的 synchronous_commit 为 {found}，断电会丢刚提交的数据。", "设为 on。"
            )
        else:
            yield good(TOPIC, "PostgreSQL 每次提交落盘。")


@check(database=True)
def not_damaged() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        if (said := cursor.fetchone()[0]) != "ok":
            yield bad(TOPIC, f"文件损坏：{said}", "立即停下服务，保留现场，从最近的备份恢复。")


def file_system(path: Path) -> str:
    """The kind of file system on which a path lies (Linux); empty where that is not told."""
    try:
        lines = Path("/proc/mounts").read_text().splitlines()
    except OSError:
        return ""
    mounts = {fields[1]: fields[2] for fields in (line.split() for line in lines) if len(fields) > 2}
    return next((mounts[str(one)] for one in (path, *path.resolve().parents) if str(one) in mounts), "")
