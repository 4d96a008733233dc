"""The command line: `weibao`. Each app declares its commands in `commands.py`; this only gathers them."""

import importlib
import json
import sys
from typing import Any

import click

COMMANDS = {
    "feeds": "weibao.feeds.commands:feeds",
    "match": "weibao.people.commands:match",
    "screen": "weibao.candidates.commands:screen",
    "report": "weibao.reporting.commands:report",
    "init": "weibao.access.commands:init",
    "keys": "weibao.cipher.commands:keys",
    "demo": "weibao.demo.commands:demo",
    "serve": "weibao.web.commands:serve",
    "web": "weibao.web.commands:web",
    "worker": "weibao.jobs.commands:worker",
    "manage": "weibao.web.commands:manage",
    "users": "weibao.access.commands:users",
    "audit": "weibao.audit.commands:audit",
    "backup": "weibao.keeping.commands:backup",
    "restore": "weibao.keeping.commands:restore",
    "doctor": "weibao.keeping.commands:doctor",
    "retention": "weibao.keeping.commands:retention",
}
UNPREPARED = {"restore", "doctor", "retention"}
"""Commands that see to the data folder themselves, or only look."""


class Refused(click.ClickException):
    """The input was refused: one line on standard error, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"已拒绝：{self.format_message()}", err=True)


class Gathered(click.Group):
    """A group whose commands are loaded when named, after the data folder is ready."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        if name not in UNPREPARED:
            from weibao.config.startup import prepare

            prepare()
        module, _, attribute = COMMANDS[name].partition(":")
        return getattr(importlib.import_module(module), attribute)


@click.group(cls=Gathered, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """未保：县域未成年人保护协同平台。"""


def emit(result: dict[str, Any], *, as_json: bool, title: str = "") -> None:
    """Print one result: a JSON object and nothing else, or a table for people."""
    if as_json:
        json.dump(result, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    if title:
        click.echo(title)
    width = max((len(key) for key in result), default=0)
    for key, value in result.items():
        shown = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        click.echo(f"  {key.ljust(width)}  {shown}")
