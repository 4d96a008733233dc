"""One change of links at a time: matching, deciding, merging and undoing all read before they write."""

from django.db import connection

LINKS_LOCK = 0x5EA2


def lock_links() -> None:
    """Hold, until the transaction ends, the right to change who is who."""
    # SQLite transactions are IMMEDIATE, so a writer is alone already; PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKS_LOCK])
