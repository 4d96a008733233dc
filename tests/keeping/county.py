"""A small real county in a data folder of its own, worked on by the console's own commands, on either database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from weibao.cipher import keyring


@dataclass(frozen=True)
class Place:
    """Where commands run: a data folder, its keys beside it and never in it, a database."""

    folder: Path
    keys: Path
    database: str = ""

    @property
    def surroundings(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("WEIBAO_", "DJANGO_"))}
        return kept | {
            "DATABASE_URL": self.database,
            "WEIBAO_DATA_DIR": str(self.folder),
            "WEIBAO_KEY_FILE": str(self.keys / "keyring.json"),
            "WEIBAO_SECRET_KEY_FILE": str(self.keys / "secret.key"),
            "WEIBAO_AUDIT_KEY_FILE": str(self.keys / "audit.key"),
        }

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "weibao", *map(str, arguments)]

    def run(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments), env=self.surroundings | more, capture_output=True, text=True
        )

    def told(self, *arguments: object, **more: str) -> dict:
        """What a command that must succeed says as JSON."""
        answer = self.run(*arguments, "--json", **more)
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    def at(self, folder: Path, database: str = "") -> Place:
        return replace(self, folder=folder, database=database)


@contextmanager
def empty_database(name: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database where the suite runs on PostgreSQL; empty for SQLite."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield ""
        return
    url = urlsplit(settings.DATABASE_URL)
    name = f"{name}_{os.getpid()}"
    server = url._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield url._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def make_keys(keys: Path) -> None:
    keys.mkdir(mode=0o700)
    keyring.make(keys / "keyring.json")
