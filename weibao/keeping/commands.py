"""`weibao backup`, `weibao restore`, `weibao doctor`: a county's copy of itself, and its state of health."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from weibao.cli import Refused, emit

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    help="备份放到哪个目录；不给则为 WEIBAO_BACKUP_DIR，或数据目录下的 backups。",
)
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def backup(to: Path | None, as_json: bool) -> None:
    """备份整个平台（加密），随即试恢复并核对，再清理过期的备份。运行中可用。

    备份里没有密钥：没有密钥文件，备份谁也打不开。密钥的保管见运维手册。
    """
    from weibao.audit.services import CONSOLE
    from weibao.keeping.backup import make_backup
    from weibao.keeping.errors import KeepingRefused

    try:
        made = make_backup(
            actor=CONSOLE, to=to, say=(lambda sentence: None) if as_json else (lambda said: click.echo(said))
        )
    except KeepingRefused as refusal:
        raise Refused(str(refusal)) from None
    if as_json:
        emit(told(asdict(made)), as_json=True)
        return
    click.echo(
        f"备份完成：{made.file}（{made.megabytes} MB，{made.seconds} 秒）\n"
        f"试恢复核对无误：{made.tables} 个表 {made.rows} 行，{made.files} 个文件，"
        f"操作记录 {made.entries} 条（{made.trial_seconds} 秒）。"
    )
    if made.removed:
        click.echo(f"清理了 {made.removed} 份过期的备份。")


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--into",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="恢复到哪个目录：须为空或尚不存在。",
)
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def restore(file: Path, into: Path, as_json: bool) -> None:
    """把备份恢复到一个空目录（数据库按 DATABASE_URL，须为空库；不给则为该目录里的 SQLite），逐项核对。"""
    from weibao.keeping.errors import KeepingRefused

    folder = into.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} 不是空目录。为免覆盖现有数据，只恢复到空目录。")
    was_there = folder.exists()
    try:
        result = restored(file.resolve(), folder, quiet=as_json)
    except KeepingRefused as refusal:
        clear(folder, was_there)
        raise Refused(str(refusal)) from None
    except BaseException:
        clear(folder, was_there)
        raise
    if as_json:
        emit(told(asdict(result)), as_json=True)
        return
    click.echo(
        f"恢复完成，逐项核对无误：{result.tables} 个表 {result.rows} 行，{result.files} 个文件，"
        f"操作记录 {result.entries} 条（{result.seconds} 秒）。"
    )
    for sentence in result.steps:
        click.echo(sentence)
    click.echo(f"启用前请设置 WEIBAO_DATA_DIR={folder}，并运行 weibao doctor。")


def restored(file: Path, folder: Path, *, quiet: bool) -> Any:
    """Set the platform up on the empty folder, then fill it."""
    from weibao.keeping.errors import KeepingRefused

    os.environ["WEIBAO_DATA_DIR"] = str(folder)
    from weibao.config.startup import set_up

    set_up()
    from django.conf import settings

    from weibao.keeping.restoring import restore as put_back

    if not settings.KEY_FILE.exists():
        # A new keyring would open nothing, and must not be taken for the county's.
        raise KeepingRefused(
            f"找不到密钥文件 {settings.KEY_FILE}。请接上存放密钥的介质，用 WEIBAO_KEY_FILE 指明做备份时的密钥文件。"
        )

    return put_back(file, (lambda sentence: None) if quiet else (lambda said: click.echo(said)))


def clear(folder: Path, was_there: bool) -> None:
    """Take back what a failed restore wrote, so that it can be tried again."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if folder.exists() and not was_there:
        folder.rmdir()


def told(result: dict[str, Any]) -> dict[str, Any]:
    """As JSON takes it."""
    return {
        key: value if isinstance(value, int | float | list) else str(value) for key, value in result.items()
    }


MARKS = {"good": "正常", "note": "注意", "bad": "须处理"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def doctor(as_json: bool) -> None:
    """巡检：密钥、权限、数据库、时钟、磁盘、网站设置、后台任务、备份、操作记录。只看不改。

    没有须处理的问题时退出码为 0，否则为 1。
    """
    from weibao.config.startup import load_settings

    load_settings()
    from weibao.keeping.doctor import Level, examine

    findings = examine()
    bad = sum(one.level == Level.BAD for one in findings)
    notes = sum(one.level == Level.NOTE for one in findings)
    if as_json:
        emit({"bad": bad, "notes": notes, "findings": [asdict(one) for one in findings]}, as_json=True)
    else:
        for one in findings:
            click.echo(f"[{MARKS[one.level]}] {one.topic}：{one.said}")
            if one.advice:
                click.echo(f"        → {one.advice}")
        click.echo(f"共 {len(findings)} 项，须处理 {bad} 项，注意 {notes} 项。")
    sys.exit(1 if bad else 0)


@click.group()
def retention() -> None:
    """保存期限。"""


@retention.command()
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def show(as_json: bool) -> None:
    """显示保存期限表：保存什么、依据、起算、天数、到期怎么办。只看不改。"""
    from weibao.keeping.terms import terms

    if as_json:
        emit({name: asdict(term) | {"kept": term.kept.days} for name, term in terms().items()}, as_json=True)
        return
    for term in terms().values():
        click.echo(f"{term.what}：自{term.since}起 {term.kept.days} 天，{term.then}。依据：{term.basis}。")
