"""`python -m weibao.fiction --out FOLDER`: an invented delivery, with its truth."""

import datetime as dt
from pathlib import Path

import click

from weibao.fiction.happenings import Rates
from weibao.fiction.population import DEFAULT_AS_OF, County
from weibao.fiction.workbooks import write_delivery


@click.command(help="虚构一个县的七类数据及其真值。")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="写入的文件夹")
@click.option("--children", type=click.IntRange(1), default=6200, show_default=True, help="儿童人数")
@click.option(
    "--dirt", type=click.IntRange(0, 3), default=1, show_default=True, help="脏乱程度：0 干净，3 最脏"
)
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子：相同则结果相同")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=str(DEFAULT_AS_OF),
    show_default=True,
    help="截至日期",
)
@click.option("--busy", type=click.FloatRange(0), default=1.0, show_default=True, help="事件发生的倍数")
def main(out: Path, children: int, dirt: int, seed: int, as_of: dt.datetime, busy: float) -> None:
    """Writes the delivery and names its files."""
    county = County(seed, children, as_of=as_of.date())
    for feed, path in write_delivery(county, out, dirt, rates=Rates().times(busy)):
        click.echo(f"{feed}\t{path}")


if __name__ == "__main__":
    main()
