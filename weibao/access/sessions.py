"""Sessions: kept in the database by a keyed hash of their key, ended when idle or old (SESSION_ENGINE)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from weibao.access.credentials import Session
from weibao.access.devices import address_of, device_of
from weibao.access.models import User
from weibao.access.profiles import ABSOLUTE, profile
from weibao.audit.hashing import keyed
from weibao.keeping.disk import is_disk_full

OPENED, DEVICE, ADDRESS = "opened", "device", "address"
SEEN_EVERY = timedelta(minutes=1)
"""How precisely the last act in a session is kept: not every request writes."""


BRIEF = 100
"""Milliseconds."""


def stored_key(key: str | None) -> str:
    """What stands in the database in place of a session's key."""
    return keyed(f"session:{key}")


def alive() -> QuerySet[Session]:
    """Sessions that still hold: neither idle too long nor signed in too long ago."""
    now = timezone.now()
    return Session.objects.filter(
        expire_date__gt=now, seen_at__gt=now - profile().idle, opened_at__gt=now - ABSOLUTE
    )


class SessionStore(DatabaseStore):
    """Django's own store. What differs: the key in the database, what is told of a session, when it ends."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = alive().filter(session_key=stored_key(self.session_key)).first()
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        opened = data.get(OPENED)
        user = data.get(SESSION_KEY)
        return Session(
            session_key=stored_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(user) if user else None,
            opened_at=datetime.fromisoformat(opened) if opened else now,
            seen_at=now,
            address=data.get(ADDRESS, ""),
            device=data.get(DEVICE, ""),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=stored_key(key)).delete()

    def touch(self) -> None:
        """Note that somebody did something in it just now."""
        now = timezone.now()
        if self.row is not None and self.row.user_id and self.row.seen_at < now - SEEN_EVERY:
            try:
                with brief_wait():
                    Session.objects.filter(pk=self.row.pk).update(seen_at=now)
            except DatabaseError as fault:
                # Reading goes on while nothing can be written, or somebody else writes; the next request notes it.
                if not is_disk_full(fault) and "locked" not in str(fault):
                    raise


@contextmanager
def brief_wait() -> Iterator[None]:
    """What is written along the way waits for no other writer: not for the half minute that an act waits on SQLite."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={BRIEF}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")


def note_where(request: HttpRequest) -> None:
    """At a sign-in: since when, from which device and address this session is."""
    request.session[OPENED] = timezone.now().isoformat()
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    request.session[ADDRESS] = address_of(request)


def sessions_of(user: User) -> QuerySet[Session]:
    """Where a user is signed in now, the latest first."""
    return alive().filter(user=user).order_by("-seen_at")


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End the sessions of a user, all but the one of that key; answers how many. The caller logs it."""
    ended = Session.objects.filter(user=user)
    if but:
        ended = ended.exclude(session_key=stored_key(but))
    return ended.delete()[0]
