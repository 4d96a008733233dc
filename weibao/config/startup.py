"""What must be ready before any command runs: the data folder, its key, the database, the shipped definitions.

`prepare` is cheap when nothing is to be done (one look at the migration table), so every command calls it.
"""

import os
import secrets
import sys
from pathlib import Path

from weibao.config.private import write_once


def prepare_folder() -> Path:
    """Create the data folder (0700) with its secret key, before Django reads its settings."""
    folder = Path(os.environ.get("WEIBAO_DATA_DIR", "./var")).resolve()
    for part in (folder, folder / "files", folder / "feeds"):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_file = Path(os.environ.get("WEIBAO_SECRET_KEY_FILE", folder / "secret.key"))
    if not key_file.exists():
        # Of two commands started at once on an empty folder only one writes the key.
        write_once(key_file, secrets.token_urlsafe(48))
    return folder


def set_up() -> None:
    """Set Django up on the data folder; its database stays as it is. What is made is for this account alone."""
    os.umask(0o077)
    prepare_folder()
    load_settings()


def load_settings() -> None:
    """Set Django up; nothing is made or changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings.base")
    import django

    django.setup()


def prepare() -> None:
    """Set Django up on the data folder and bring its database to this version."""
    set_up()
    migrate_if_needed()
    from weibao.places.services import ensure_county

    ensure_county()


def migrate_if_needed() -> None:
    """Run the migrations that the database lacks; one process at a time."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    print("正在准备数据库……", file=sys.stderr)
    with one_at_a_time():
        call_command("migrate", interactive=False, verbosity=0)


def one_at_a_time():
    """A lock on the data folder, so that two commands started together do not migrate together."""
    import fcntl
    from contextlib import contextmanager

    from django.conf import settings

    @contextmanager
    def locked():
        with (settings.DATA_DIR / "preparing.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    return locked()
