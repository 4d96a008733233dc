"""The database itself refuses to change the log: no entry is updated or deleted, and a new one comes at the end.

It stops faulty code and a careless operator. Who owns the database can take the triggers away; that is found by the
chain and by the heads kept outside. On SQLite a table that is made anew loses its triggers: a later migration that
alters the table of entries calls `protect` again.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "audit_entry: an entry is never changed or deleted, and comes right after the last one"

SQLITE = (
    f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""CREATE TRIGGER audit_entry_insert BEFORE INSERT ON audit_entry
        WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_entry)
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",  # noqa: S608
)
SQLITE_OFF = tuple(f"DROP TRIGGER IF EXISTS audit_entry_{act}" for act in ("update", "delete", "insert"))

POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.number = (SELECT coalesce(max(number), 0) + 1 FROM audit_entry) THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '{REFUSAL}';
        END $$""",  # noqa: S608
    """CREATE TRIGGER audit_entry_rows BEFORE INSERT OR UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_stands()""",
    """CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stands()""",
)
POSTGRESQL_OFF = (
    "DROP TRIGGER IF EXISTS audit_entry_rows ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_entry_truncate ON audit_entry",
)

ON = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
OFF = {"sqlite": SQLITE_OFF, "postgresql": POSTGRESQL_OFF}


def protect(connection: BaseDatabaseWrapper) -> None:
    """Let the database refuse every change of the log but an entry at its end."""
    unprotect(connection)
    run(connection, ON[connection.vendor])


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take the protection away: for a migration back, and for tests that tamper or empty the database."""
    run(connection, OFF[connection.vendor])


def run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
