"""One at a time: what must not be done by two transactions together, and how it is held."""

from enum import IntEnum

from django.db import connection


class Alone(IntEnum):
    """Rights that one transaction holds alone. The values are keys of PostgreSQL's advisory locks."""

    CHAIN = 0x5EA1  # appending to the log
    LINKS = 0x5EA2  # changing who is who: matching, deciding, merging, undoing all read before they write
    FEEDS = 0x5EA3  # taking deliveries in
    SCREENING = 0x5EA4  # writing signals and candidates


def hold(right: Alone) -> None:
    """Hold a right until the transaction ends; waits while another transaction holds it."""
    # SQLite transactions are IMMEDIATE, so a writer is alone already; PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(right)])
