"""Access to one child by name: given for a plan, a team or a granted request, and ended with it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from weibao.access.models import User
from weibao.people.models import Child, ChildAccess


def give_access(
    child: Child, user: User, purpose: str, on: date, *, until: datetime | None = None
) -> ChildAccess:
    """Let the user see the child, inside the caller's act; with `until` it ends by itself at that moment."""
    return ChildAccess.objects.create(child=child, user=user, purpose=purpose, starts_on=on, ended_at=until)


def end_access(access: ChildAccess | None) -> None:
    """It acts on the user's next request."""
    now = timezone.now()
    if access is not None and (access.ended_at is None or access.ended_at > now):
        access.ended_at = now
        access.save()
