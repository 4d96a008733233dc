"""`weibao feeds`: what the feeds are, taking files in, checking definitions."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weibao.cli import Refused, emit

if TYPE_CHECKING:
    from weibao.feeds.services import Receipt

SUMMED = ("rows", "accepted", "duplicates", "quarantined", "not_data")
LABELS = {
    "rows": "读取",
    "accepted": "接收",
    "duplicates": "重复",
    "quarantined": "隔离",
    "not_data": "非数据",
}


@click.group()
def feeds() -> None:
    """数据归集：七类数据的定义和导入。"""


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def list_feeds(as_json: bool) -> None:
    """列出各类数据：由谁报送、已导入多少批多少行。"""
    from django.db.models import Count, Max, Sum

    from weibao.feeds.definitions import definitions, refused_definitions
    from weibao.feeds.models import Delivery

    counted = (
        Delivery.objects.values("feed")
        .order_by()
        .annotate(batches=Count("pk"), taken=Sum("accepted"), month=Max("report_month"))
    )
    sent = {one["feed"]: one for one in counted}
    listed = []
    for feed in definitions().values():
        known = sent.get(feed.name, {"batches": 0, "taken": 0, "month": None})
        listed.append(
            {
                "feed": feed.name,
                "title": feed.title,
                "owner": feed.owner,
                "columns": [column.label for column in feed.columns],
                "batches": known["batches"],
                "accepted": known["taken"],
                "latest_month": f"{known['month']:%Y-%m}" if known["month"] else None,
            }
        )
    for why in refused_definitions().values():
        click.echo(f"警告：{why}", err=True)
    if as_json:
        emit({"feeds": listed}, as_json=True)
        return
    for one in listed:
        month = f"，最近 {one['latest_month']}" if one["latest_month"] else ""
        click.echo(
            f"{one['feed']:<14} {one['title']}（{one['owner']}）：{one['batches']} 批，接收 {one['accepted']} 行{month}"
        )


@feeds.command("import")
@click.argument("feed")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--period", help="数据月份，如 2025-12；不填时以表内填报日期为准，表内没有的按本月。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def import_files(feed: str, files: tuple[Path, ...], period: str | None, as_json: bool) -> None:
    """导入一类数据的一个或多个文件。每个文件单独成批，被拒绝的文件不影响其他文件。"""
    from weibao.audit.services import CONSOLE
    from weibao.feeds.errors import FileRefused
    from weibao.feeds.services import import_file

    month = read_period(period)
    receipts, refused = [], []
    for path in files:
        try:
            receipt = import_file(actor=CONSOLE, feed=feed, path=path, period=month)
        except FileRefused as why:
            refused.append(f"{path.name}：{' '.join(str(why).split())}")
            continue
        receipts.append(receipt)
        if not as_json:
            tell(receipt)
    if as_json and receipts:
        emit(summed(receipts) if len(files) > 1 else receipts[0].as_dict(), as_json=True)
    if refused:
        raise Refused("；".join(refused))


def read_period(period: str | None) -> date | None:
    if period is None:
        return None
    try:
        return datetime.strptime(period, "%Y-%m").date()
    except ValueError:
        raise Refused(f"--period 应写成“2025-12”的样子，不是“{period}”。") from None


def summed(receipts: list[Receipt]) -> dict[str, Any]:
    """Several files as one object: sums, and each file's own under `files`."""
    each = [receipt.as_dict() for receipt in receipts]
    reasons: dict[str, int] = {}
    for one in each:
        for reason, count in one["reasons"].items():
            reasons[reason] = reasons.get(reason, 0) + count
    return {
        "feed": each[0]["feed"],
        "batch": [one["batch"] for one in each],
        "file": [one["file"] for one in each],
        **{key: sum(one[key] for one in each) for key in SUMMED},
        "dropped_columns": list(dict.fromkeys(column for one in each for column in one["dropped_columns"])),
        "reasons": reasons,
        "files": each,
    }


def tell(receipt: Receipt) -> None:
    """A receipt for people."""
    click.echo(f"{receipt.file}（批次 {receipt.batch}，数据月份 {receipt.delivery.report_month:%Y-%m}）")
    if receipt.already:
        click.echo("  同样的文件已经导入过，这次没有改动。以下是当时的回执：")
    shown = receipt.as_dict()
    click.echo("  " + "，".join(f"{LABELS[key]} {shown[key]} 行" for key in SUMMED))
    if receipt.dropped_columns:
        click.echo(f"  没有收入的列：{'、'.join(receipt.dropped_columns)}")
    for reason, count in receipt.reasons.items():
        click.echo(f"  {count} 行：{reason}")
    for note in receipt.notes:
        click.echo(f"  说明：{note}")


@feeds.group("definitions")
def definition_files() -> None:
    """数据类别的定义文件。"""


@definition_files.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """检查定义文件；不写文件名时检查本机正在使用的全部定义。"""
    from weibao.feeds.defining import read_definition
    from weibao.feeds.definitions import definitions, refused_definitions
    from weibao.feeds.errors import DefinitionRefused

    good = {} if files else {feed.name: feed.title for feed in definitions().values()}
    bad = [] if files else list(refused_definitions().values())
    for path in files:
        try:
            feed = read_definition(path)
        except DefinitionRefused as why:
            bad.append(str(why))
        else:
            good[feed.name] = feed.title
    if good or not bad:
        emit({"feeds": good} if as_json else good, as_json=as_json, title="可用的数据类别")
    if bad:
        raise Refused("；".join(bad))
