"""`weibao report`: the annual report on standard output or as a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from weibao.cli import Refused

FORMS = ("json", "html", "docx", "pdf")
STANDARD_OUTPUT = "-"


@click.group()
def report() -> None:
    """统计报告。"""


@report.command()
@click.option("--year", "text", required=True, metavar="年度", help="统计年度，例如 2025。")
@click.option("--format", "form", type=click.Choice(FORMS), default="json", show_default=True, help="格式。")
@click.option("-o", "--output", metavar="文件", help="写入的文件；- 为标准输出。")
def annual(text: str, form: str, output: str | None) -> None:
    """年度统计报告。

    json 为一个对象 {"year": 年度, "indicators": {指标: 数字}}；台账尚未建立的指标不出现。
    docx 和 pdf 不写 -o 时，在终端上运行写入以标题命名的文件，否则写到标准输出。
    """
    from weibao.audit.services import CONSOLE
    from weibao.reporting.annual import title_of
    from weibao.reporting.engine import ImpossibleYear, Reader, parse_year
    from weibao.reporting.services import Form, make_annual_report

    try:
        year = parse_year(text)
    except ImpossibleYear as fault:
        raise Refused(str(fault)) from None
    if output is None and not Form(form).is_text and at_a_terminal():
        output = f"{title_of(year, Reader())}.{form}"
    content = make_annual_report(actor=CONSOLE, year=year, form=Form(form))
    if output in (None, STANDARD_OUTPUT):
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as fault:
        raise Refused(f"不能写入 {output}：{fault.strerror}。") from None
    click.echo(f"已写入 {output}", err=True)


def at_a_terminal() -> bool:
    return sys.stdout.isatty()
