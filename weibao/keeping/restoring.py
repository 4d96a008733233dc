"""Putting a county back from a backup, into an empty folder and an empty database."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE, act
from weibao.audit.verifying import verify
from weibao.config.startup import migrate_if_needed
from weibao.keeping.about import FORMAT, About, Manifest
from weibao.keeping.after_restore import put_in_order
from weibao.keeping.errors import KeepingRefused
from weibao.keeping.members import MemberReader, Tally, tallied
from weibao.keeping.stores import filling, snapshot, table_names

Say = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    made_at: datetime
    tables: int
    rows: int
    files: int
    entries: int
    seconds: float
    steps: list[str]
    """What was put in order afterwards, one sentence each."""


def restore(file: Path, say: Say = lambda sentence: None) -> Restored:
    """Put a backup into this process's data folder and database, both empty, and hold all of it against what was written:
    rows and SM3 of every table, every file, the log's last entry, the log itself.

    Raises:
        KeepingRefused: the backup does not fit here, is broken, or came out otherwise than it went in.
    """
    began = time.monotonic()
    if table_names():
        raise KeepingRefused(
            "目标数据库里已有数据表。只能恢复到空的数据库：请新建一个库，再用 DATABASE_URL 指定它。"
        )
    try:
        opened = file.open("rb")
    except OSError as fault:
        raise KeepingRefused(f"打不开备份文件 {file}：{fault.strerror}。") from None
    with opened:
        reader = MemberReader(opened)
        about = reader.about()
        make_tables(about)
        say(f"这是 {about.made_at} 的备份，正在写入……")
        fill_tables(reader, about)
        found = write_files(reader)
        manifest = reader.manifest()
    say("已写入，正在核对……")
    compare(about, manifest, found)
    made_at = datetime.fromisoformat(about.made_at)
    migrate_if_needed()
    with transaction.atomic():
        steps = put_in_order(made_at)
        with act(CONSOLE, "keeping.restore", ability=None) as log:
            log.note(rows=manifest.rows, files=len(manifest.files), entries=manifest.entries)
    return Restored(
        made_at=made_at,
        tables=len(manifest.tables),
        rows=manifest.rows,
        files=len(manifest.files),
        entries=manifest.entries,
        seconds=round(time.monotonic() - began, 1),
        steps=steps,
    )


def make_tables(about: About) -> None:
    """Make the schema that the rows were in; this version's own migrations come after them.

    Raises:
        KeepingRefused: the backup is of another database or of a newer version.
    """
    if about.format != FORMAT:
        raise KeepingRefused("备份的格式与本版程序不同。请用做备份时的程序版本恢复，再升级。")
    if about.vendor != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise KeepingRefused(
            f"这份备份出自 {names.get(about.vendor, about.vendor)}，当前设置的是 {names[connection.vendor]}。"
            "请调整 DATABASE_URL 再恢复。"
        )
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    applied = {(app, name) for app, name in about.migrations}
    unknown = sorted(
        one for one in applied if one not in graph.nodes and one not in executor.loader.replacements
    )
    if unknown:
        raise KeepingRefused(
            f"备份出自较新的程序（本程序没有 {unknown[0][0]} 的 {unknown[0][1]}）。请先升级程序，再恢复。"
        )
    known = [one for one in applied if one in graph.nodes]
    # The last of each app: those that no other one of the same app builds upon.
    last = [
        one
        for one in known
        if not any(child.key[0] == one[0] and child.key in applied for child in graph.node_map[one].children)
    ]
    executor.migrate(sorted(last))


def fill_tables(reader: MemberReader, about: About) -> None:
    """Put all rows in, in one transaction."""
    here = set(table_names())
    if here != set(about.columns):
        odd = sorted(here ^ set(about.columns))
        raise KeepingRefused(f"备份里的数据表与程序建出的不一致（{'、'.join(odd)}），无法恢复。")
    with filling() as tables:
        empty = set(about.columns)
        for table, blocks in reader.tables():
            tables.fill(table, about.columns[table], blocks)
            empty.discard(table)
        for table in sorted(empty):
            tables.fill(table, about.columns[table], ())
        tables.set_sequences(about.sequences)
        if broken := tables.broken_references():
            raise KeepingRefused(
                f"备份里的记录互相对不上（{'、'.join(broken)}），无法恢复。请换用另一份备份。"
            )


def write_files(reader: MemberReader) -> dict[str, object]:
    """Put the files into the data folder (0600, folders 0700); answers what each holds."""
    found: dict[str, object] = {}
    for path, pieces in reader.files():
        target = settings.DATA_DIR / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        tally = Tally()
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                tally.bytes(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        found[path.as_posix()] = tally.contents()
    return found


def compare(about: About, manifest: Manifest, files: dict[str, object]) -> None:
    """Hold what is in the database and in the folder now against what was written.

    Raises:
        KeepingRefused: something is otherwise.
    """
    with snapshot() as now:
        for table, columns in about.columns.items():
            if tallied(now.blocks(table, columns)) != manifest.tables[table]:
                raise KeepingRefused(f"恢复后的数据表 {table} 与备份时不符。请换用另一份备份。")
    if files != manifest.files:
        odd = sorted(
            name
            for name in files.keys() | manifest.files.keys()
            if files.get(name) != manifest.files.get(name)
        )
        raise KeepingRefused(f"恢复后的文件与备份时不符（{odd[0]} 等 {len(odd)} 个）。请换用另一份备份。")
    last = Entry.objects.order_by("-number").values_list("number", "seal").first() or (0, "")
    if last != (manifest.entries, manifest.seal):
        raise KeepingRefused("恢复后的操作记录末条与备份时不符。请换用另一份备份。")
    trusted = [manifest.public_key] if manifest.public_key else []
    verdict = verify(heads=sorted((settings.DATA_DIR / "heads").glob("head-*.json")), trusted=trusted)
    if verdict.broken is not None:
        raise KeepingRefused(f"恢复后的操作记录通不过核验：{verdict.broken.sentence}")
