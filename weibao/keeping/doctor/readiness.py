"""Whether the database can be looked into at all, told without making one."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def database_file() -> Path | None:
    """The SQLite database's file; nothing on PostgreSQL."""
    return Path(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else None


def missing_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def database_is_ready() -> bool:
    """Whether it is there, answers, and is of this program's version."""
    file = database_file()
    if file is not None and not file.exists():
        # Connecting would make it.
        return False
    try:
        return not missing_migrations()
    except DatabaseError:
        return False
