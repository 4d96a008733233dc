"""`weibao screen`: screen as of a day, export what was found, or see what other rules would do."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weibao.cli import Refused, emit

if TYPE_CHECKING:
    from weibao.screening import Screening

WRITABLE = click.Path(dir_okay=False, writable=True, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
HEADER = ("child_id", "track", "level", "points", "rules")


@click.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="筛查日，缺省为今天。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
@click.option("--export", type=WRITABLE, help="把全部对象（含蓝色，只有编号）写成 CSV。")
@click.option("--dry-run", is_flag=True, help="只看 --rules 与现行规则相比会有什么变化，不保存。")
@click.option("--rules", "rules_file", type=READABLE, help="与 --dry-run 同用：另一份规则文件。")
def screen(
    as_of: datetime | None, as_json: bool, export: Path | None, dry_run: bool, rules_file: Path | None
) -> None:
    """按规则筛查全部儿童，提出需要人工研判的对象。"""
    from django.utils import timezone

    day = as_of.date() if as_of else timezone.localdate()
    if dry_run != bool(rules_file):
        raise Refused("--dry-run 和 --rules 要一起用。")
    if dry_run:
        assert rules_file is not None
        compare(day, rules_file, as_json, export)
        return
    from weibao.audit.services import CONSOLE
    from weibao.candidates.running import InTheFuture, screen_county

    try:
        screened = screen_county(actor=CONSOLE, as_of=day)
    except InTheFuture as refusal:
        raise Refused(str(refusal)) from None
    if export:
        write_candidates(export, screened.screening)
    run = screened.run
    if run.is_look_back:
        click.echo(f"{day} 早于最近一次筛查，只计数，没有改动现有的对象。", err=True)
    found = {"children": run.children, "candidates": run.counts, "seconds": run.seconds}
    emit(found, as_json=as_json, title=f"筛查结果（{day}）")


def compare(day: date, rules_file: Path, as_json: bool, export: Path | None) -> None:
    """Show what the rules of a file would change, storing nothing."""
    from weibao.candidates.trying import try_rules
    from weibao.screening import RuleError, load_rules

    try:
        rules = load_rules(rules_file)
    except RuleError as fault:
        raise Refused(str(fault)) from None
    except UnicodeDecodeError:
        raise Refused(f"{rules_file.name} 不是 UTF-8 编码的文本文件。") from None
    tried = try_rules(rules, as_of=day)
    if export:
        write_candidates(export, tried.after)
    found = {
        "children": tried.after.children,
        "candidates": {"before": tried.before.counts, "after": tried.after.counts},
        "changes": tried.counts,
        "rules": tried.by_rule,
        "sentences": tried.sentences,
    }
    if as_json:
        emit(found, as_json=True)
        return
    for sentence in tried.sentences:
        click.echo(sentence)


def write_candidates(path: Path, screening: "Screening") -> None:
    """All candidates of all levels, by number only. UTF-8 without BOM; written aside, then put in place whole."""
    aside = path.with_name(f"{path.name}.part")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        columns = (screening.candidates[name].to_pylist() for name in HEADER)
        writer.writerows(zip(*columns, strict=True))
    aside.replace(path)
