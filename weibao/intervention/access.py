"""Access to one child by name, given for a plan or a team and ended with it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from weibao.access.models import User
from weibao.people.models import Child, ChildAccess


def give_access(child: Child, user: User, purpose: str, on: date) -> ChildAccess:
    """Let the user see the child, inside the caller's act."""
    return ChildAccess.objects.create(child=child, user=user, purpose=purpose, starts_on=on)


def end_access(access: ChildAccess | None) -> None:
    """It acts on the user's next request."""
    if access is not None and access.ended_at is None:
        access.ended_at = timezone.now()
        access.save()
