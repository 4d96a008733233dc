"""What a county falls back upon: backups that were put back on trial, and signed heads of the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from weibao.audit.heads import HeadUnreadable, kept_heads, read_head
from weibao.audit.models import Entry
from weibao.audit.verifying import first_fault
from weibao.keeping.doctor import Finding, bad, check, good, note
from weibao.keeping.retention import backups_in

BACKUP, LOG = "备份", "操作记录"
OLD = timedelta(hours=36)
"""A nightly one was missed."""
LOOKED_AT = 10_000
"""Entries of the log that are verified here; `weibao audit verify` takes them all."""


@check(database=True)
def last_backup() -> Iterator[Finding]:
    made = Entry.objects.filter(action="keeping.backup").order_by("-number").values_list("at", "detail")
    latest = made.first()
    good_ones = [(at, detail) for at, detail in made[:100] if detail.get("good")]
    how = "运行 weibao backup，并启用 weibao-backup.timer。"
    if latest is not None and not latest[1].get("good"):
        yield bad(
            BACKUP, f"{timezone.localtime(latest[0]):%F %T} 的备份没有成功。", "运行 weibao backup 看原因。"
        )
    if not good_ones:
        yield bad(BACKUP, "从来没有成功备份过。", how)
        return
    at, detail = good_ones[0]
    if timezone.now() - at > OLD:
        yield bad(BACKUP, f"上次成功备份是 {timezone.localtime(at):%F %T}，超过 36 小时。", how)
    else:
        yield good(
            BACKUP,
            f"{timezone.localtime(at):%F %T} 备份，试恢复核对无误（{detail.get('rows')} 行，"
            f"写入 {detail.get('seconds')} 秒，试恢复 {detail.get('trial_seconds')} 秒）。",
        )


@check()
def where_backups_lie() -> Iterator[Finding]:
    folder = settings.BACKUP_DIR
    if not folder.is_dir():
        if folder != settings.DATA_DIR / "backups":
            yield bad(BACKUP, f"备份目录 {folder} 不在。", "接上备份盘，或核对 WEIBAO_BACKUP_DIR。")
        return
    if on_one_disk(folder):
        yield note(
            BACKUP,
            f"备份目录 {folder} 与数据在同一块盘上。",
            "用 WEIBAO_BACKUP_DIR 指到另一块盘，并定期把备份带离机房。",
        )
    if not backups_in(folder):
        yield bad(BACKUP, f"备份目录 {folder} 里没有备份文件。", "运行 weibao backup；曾经有过则查明去向。")


def on_one_disk(folder: Path) -> bool:
    return settings.DATA_DIR.is_dir() and folder.stat().st_dev == settings.DATA_DIR.stat().st_dev


@check(database=True)
def head_signed() -> Iterator[Finding]:
    how = "确认后台任务在运行、签名密钥在位；或运行 weibao audit head -o 文件，存到别处。"
    signed = [at for at in map(signed_at, kept_heads()) if at is not None]
    if not signed:
        yield bad(LOG, f"链头目录 {settings.AUDIT_HEADS_DIR} 里没有签名的链头。", how)
    elif timezone.now() - max(signed) > OLD:
        yield bad(LOG, f"链头上次签发是 {timezone.localtime(max(signed)):%F %T}，超过 36 小时。", how)
    else:
        yield good(LOG, f"链头 {timezone.localtime(max(signed)):%F %T} 签发。")
    if settings.AUDIT_HEADS_DIR.is_dir() and on_one_disk(settings.AUDIT_HEADS_DIR):
        yield note(
            LOG, "链头与数据在同一块盘上。", "用 WEIBAO_AUDIT_HEADS_DIR 指到另一块盘，或每日送出机房。"
        )


def signed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(read_head(path).signed_at)
    except (HeadUnreadable, ValueError):
        return None


@check(database=True)
def log_whole() -> Iterator[Finding]:
    fault = first_fault(LOOKED_AT)
    if fault is not None:
        yield bad(LOG, fault.sentence, "保留现场，报审计管理员，运行 weibao audit verify 核验全部。")
    else:
        yield good(LOG, f"最近 {LOOKED_AT} 条首尾相接。")
