"""`weibao audit`: verify the log, hand out its head, ship it, and look for patterns worth a question."""

import sys
from datetime import datetime
from pathlib import Path

import click

from weibao.cli import Refused, emit

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """操作记录：核验、签发链头、导出、值得了解的查阅情况。"""


@audit.command()
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="另处保存的链头文件，可给多个。",
)
@click.option(
    "--key", "trusted", multiple=True, metavar="HEX", help="本县用过的公钥（密钥不在本机或更换过时）。"
)
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def verify(heads: tuple[Path, ...], trusted: tuple[str, ...], as_json: bool) -> None:
    """核验全部记录，并与给出的和链头目录里的链头比对。完好时退出码为 0，否则为 1。"""
    from weibao.audit.heads import kept_heads
    from weibao.audit.verifying import verify as verified

    verdict = verified(heads=[*kept_heads(), *heads], trusted=trusted)
    broken = verdict.broken
    if as_json:
        found = broken and {
            "number": broken.number,
            "at": broken.at.isoformat() if broken.at else None,
            "fault": broken.fault.value,
            "since": broken.since,
            "sentence": broken.sentence,
        }
        result = {
            "whole": verdict.is_whole,
            "entries": verdict.number,
            "seal": verdict.seal,
            "heads": verdict.heads,
            "broken": found,
            "doubts": verdict.doubts,
        }
        emit(result, as_json=True)
    else:
        for sentence in [*([broken.sentence] if broken else []), *verdict.doubts]:
            click.echo(sentence)
        if verdict.is_whole:
            click.echo(told_whole(verdict.number, verdict.heads))
    sys.exit(0 if verdict.is_whole else 1)


def told_whole(entries: int, heads: int) -> str:
    if heads:
        return f"全部 {entries} 条记录完好，与 {heads} 份链头相符。"
    return f"全部 {entries} 条记录首尾相接。没有链头可比，截尾或整体重写无从发现：请用 --head 给出另处保存的链头。"


@audit.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件；不给则输出到屏幕。"
)
def head(output: Path | None) -> None:
    """签发链头：此刻的条数、最后一条的封印，附签名。请存到服务器之外。"""
    from weibao.audit.heads import as_text, current_head
    from weibao.audit.signing import KeyMissing

    try:
        text = as_text(current_head(marks=True))
    except KeyMissing as missing:
        raise Refused(str(missing)) from None
    if output is None:
        click.echo(text, nl=False)
        return
    output.write_text(text)


@audit.command()
@click.option("--new", is_flag=True, help="在 WEIBAO_AUDIT_KEY_FILE 指定的位置生成密钥，已有的不动。")
def key(new: bool) -> None:
    """显示签名密钥的公钥。请抄录存档，核验时用来认定链头是本县签发的。

    密钥文件由 WEIBAO_AUDIT_KEY_FILE 指定；没有指定时与 secret.key 放在一起，文件名 audit.key，首次签发时自动生成。
    """
    from weibao.audit.signing import KeyMissing, make_key, public_hex, signing_key

    try:
        if new and not make_key():
            raise Refused("密钥文件已经存在，没有改动。")
        click.echo(public_hex(signing_key()))
    except KeyMissing as missing:
        raise Refused(str(missing)) from None
    except OSError as fault:
        raise Refused(f"密钥文件写不进去：{fault.strerror}。") from None


@audit.command()
@click.option("--from", "since", type=DAY, help="从哪一天起（含）。")
@click.option("--until", type=DAY, help="到哪一天止（含）。")
@click.option(
    "--after", default=0, type=click.IntRange(min=0), metavar="N", help="只要第 N 条之后的，供接续传送。"
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件；不给则输出到屏幕。"
)
def export(since: datetime | None, until: datetime | None, after: int, output: Path | None) -> None:
    """导出记录，每行一个 JSON 对象，各带封印，供日志集中存储。"""
    from weibao.audit.exporting import export_entries
    from weibao.audit.services import CONSOLE

    lines = export_entries(
        actor=CONSOLE, since=since and since.date(), until=until and until.date(), after=after
    )
    with click.open_file(str(output) if output else "-", "w", encoding="utf-8") as file:
        for line in lines:
            file.write(line + "\n")


@audit.command()
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="看最近多少天。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def patterns(days: int, as_json: bool) -> None:
    """列出值得了解的查阅情况。只是线索：多数有工作上的原因，请先向本人了解。"""
    from weibao.audit.services import CONSOLE
    from weibao.audit.watching import patterns_of
    from weibao.audit.wording import actor_names, told_pattern

    names = actor_names()
    found = patterns_of(actor=CONSOLE, days=days)
    if as_json:
        told = [
            {
                "kind": one.kind.value,
                "actor": one.actor,
                "sentence": told_pattern(one, names),
                "numbers": dict(one.numbers),
                "entries": list(one.entries),
            }
            for one in found
        ]
        emit({"days": days, "patterns": told}, as_json=True)
        return
    if not found:
        click.echo(f"最近 {days} 天没有值得了解的查阅情况。")
    for one in found:
        click.echo(told_pattern(one, names))
        click.echo(f"    记录：{'、'.join(map(str, one.entries))}")
