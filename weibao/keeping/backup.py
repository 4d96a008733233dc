"""Making a backup: one moment of the database, the files, the log's head, sealed; then put back on trial.

Nothing of it lies on a disk unsealed, not for a moment: rows and files go from where they are through memory into the
sealed file. The trial restores into a folder that is removed again; that one holds what the data folder holds, as it
holds it (personal content encrypted field by field), and no more.
"""

from __future__ import annotations

import fcntl
import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from weibao.audit.heads import as_text, current_head, kept_heads
from weibao.audit.models import Entry
from weibao.audit.services import Actor, act
from weibao.audit.signing import KeyMissing, kept_key, public_hex
from weibao.keeping import retention
from weibao.keeping.about import About, Manifest
from weibao.keeping.errors import KeepingRefused
from weibao.keeping.members import ABOUT, MANIFEST, MemberWriter
from weibao.keeping.sealing import SealedWriter
from weibao.keeping.stores import Snapshot, snapshot
from weibao.keeping.trial import restore_on_trial

MEGABYTE = 1_000_000
HEADS = "heads"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A backup that was made and found good."""

    file: Path
    megabytes: float
    tables: int
    rows: int
    files: int
    entries: int
    seconds: float
    """It took to write."""
    trial_seconds: float
    """It took to restore and compare."""
    removed: int
    """Older backups that need not be kept any longer."""


def make_backup(*, actor: Actor, to: Path | None = None, say: Say = lambda sentence: None) -> Made:
    """Make one backup, restore it on trial, compare all of it, then remove those no longer to be kept.

    to: the folder; left out, the one the county named (WEIBAO_BACKUP_DIR).

    Raises:
        KeepingRefused: it can't be made or is not good; the log says so too.
    """
    folder = usable_folder(to)
    with alone():
        began = time.monotonic()
        made_at = datetime.now(UTC)
        finished = folder / retention.name_of(made_at)
        unchecked = finished.with_name(f"{finished.name}.unchecked")
        try:
            manifest = write(unchecked, made_at)
            written = time.monotonic()
            say(f"已写入 {unchecked}，正在试恢复……")
            restore_on_trial(unchecked, manifest)
        except (KeepingRefused, OSError) as fault:
            note(actor, good=False)
            if isinstance(fault, KeepingRefused):
                raise
            raise KeepingRefused(f"备份写不下去：{fault.strerror}（{fault.filename or folder}）。") from fault
        checked = time.monotonic()
        unchecked.rename(finished)
        flush_folder(folder)
        made = Made(
            file=finished,
            megabytes=round(finished.stat().st_size / MEGABYTE, 1),
            tables=len(manifest.tables),
            rows=manifest.rows,
            files=len(manifest.files),
            entries=manifest.entries,
            seconds=round(written - began, 1),
            trial_seconds=round(checked - written, 1),
            removed=retention.prune(folder, daily=settings.BACKUPS_DAILY, weekly=settings.BACKUPS_WEEKLY),
        )
        note(
            actor,
            good=True,
            file=finished.parts[-1],  # holds nothing but the moment
            rows=made.rows,
            files=made.files,
            entries=made.entries,
            megabytes=round(made.megabytes),
            seconds=round(made.seconds),
            trial_seconds=round(made.trial_seconds),
            removed=made.removed,
        )
    return made


def note(actor: Actor, *, good: bool, **detail: Any) -> None:
    with act(actor, "keeping.backup", ability=None) as log:
        log.note(good=good, **detail)


def usable_folder(to: Path | None) -> Path:
    """Where backups go. A folder that was named must be there: it is meant to be another disk, and an unmounted one must
    not be taken for it."""
    folder = (to or settings.BACKUP_DIR).resolve()
    if folder == settings.DATA_DIR / "backups":
        folder.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise KeepingRefused(f"备份目录 {folder} 不存在。请接上备份盘，或先建好目录（仅运行用户可读写）。")
    return folder


@contextmanager
def alone() -> Iterator[None]:
    """One backup at a time."""
    with (settings.DATA_DIR / "backup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeepingRefused("另一个备份正在进行，请等它完成。") from None
        yield


def write(path: Path, made_at: datetime) -> Manifest:
    """Write the sealed file; answers what it holds."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file, ExitStack() as held:
        waiting = Held(held)
        # Files that wait for their import come and go: those from before the snapshot and those from after it are held
        # open, so that all that the snapshot speaks of are there.
        waiting.take(settings.DATA_DIR / "files" / "uploads")
        moment = held.enter_context(snapshot())
        waiting.take(settings.DATA_DIR / "files" / "uploads")
        members = MemberWriter(SealedWriter(file))
        manifest = write_rows(members, moment, made_at)
        write_log_head(members, manifest, moment.last_entry())
        write_files(members, manifest, waiting)
        members.json(MANIFEST, manifest.as_json())
        members.finish()
        file.flush()
        os.fsync(file.fileno())
    return manifest


def write_rows(members: MemberWriter, moment: Snapshot, made_at: datetime) -> Manifest:
    columns = moment.tables()
    migrations = [list(one) for one in moment.migrations()]
    about = About(made_at.isoformat(), connection.vendor, migrations, columns, moment.sequences())
    members.json(ABOUT, vars(about))
    manifest = Manifest()
    for table, names in columns.items():
        manifest.tables[table] = members.table(table, moment.blocks(table, names))
    return manifest


def write_log_head(members: MemberWriter, manifest: Manifest, last: int) -> None:
    """The head of the log at that moment, signed where the key is at hand, and those that were signed before.

    Entries never change, so the live log tells what the snapshot's last one was."""
    manifest.entries = last
    manifest.seal = Entry.objects.filter(number=last).values_list("seal", flat=True).first() or ""
    if key := kept_key():
        manifest.public_key = public_hex(key)
    for path in kept_heads():
        with path.open("rb") as file:
            manifest.files[f"{HEADS}/{path.name}"] = members.file(f"{HEADS}/{path.name}", file)
    try:
        head = as_text(current_head(marks=True, upto=last))
    except KeyMissing:
        return
    name = f"{HEADS}/head-backup-{last:09d}.json"
    manifest.files[name] = members.file(name, io.BytesIO(head.encode()))


class Held:
    """Files held open, so that they can be read though they be removed meanwhile."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.files: dict[Path, IO[bytes]] = {}

    def take(self, folder: Path) -> None:
        for path in files_below(folder):
            if path not in self.files:
                try:
                    self.files[path] = self._stack.enter_context(path.open("rb"))
                except FileNotFoundError:
                    continue


def files_below(folder: Path) -> Iterator[Path]:
    """Every regular file below a folder; links are not followed."""
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(place) / name
            if path.is_file() and not path.is_symlink():
                yield path


def write_files(members: MemberWriter, manifest: Manifest, waiting: Held) -> None:
    """Files of the county: what was sent and kept, its own feeds, the mark of a demonstration. Never a key."""
    root = settings.DATA_DIR
    paths = [*files_below(root / "files"), *files_below(root / "feeds"), root / settings.DEMO_MARK.name]
    for path in dict.fromkeys([*waiting.files, *paths]):
        name = path.relative_to(root).as_posix()
        if path in waiting.files:
            manifest.files[name] = members.file(name, waiting.files[path])
            continue
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue
        with file:
            manifest.files[name] = members.file(name, file)


def flush_folder(folder: Path) -> None:
    """Let the renaming reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
