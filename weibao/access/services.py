"""Granting and revoking duties, opening and closing accounts."""

from datetime import date

from django.utils import timezone

from weibao.access.models import DutyAssignment, Unit, User
from weibao.audit.services import Actor, act
from weibao.places.models import Area


def open_account(*, actor: Actor, username: str, name: str, unit: Unit, password: str | None = None) -> User:
    """Open an account. It gives access to nothing until a duty is granted."""
    with act(actor, "users.open", ability="users.manage") as log:
        user = User.objects.create_user(username, password, name=name, unit=unit)
        log.about(user)
    return user


def close_account(*, actor: Actor, user: User) -> None:
    with act(actor, "users.close", ability="users.manage", target=user):
        user.is_active = False
        user.save(update_fields=["is_active"])


def grant_duty(
    *, actor: Actor, user: User, kind: str, unit: Unit, area: Area, purpose: str, ends_on: date | None = None
) -> DutyAssignment:
    """Grant a duty in a unit over an area for a purpose. Nobody grants himself one."""
    with act(actor, "duties.grant", ability="duties.grant", target=user, purpose=purpose) as log:
        if actor == user:
            raise ValueError("nobody grants himself a duty")
        duty = DutyAssignment.objects.create(
            user=user, kind=kind, unit=unit, area=area, purpose=purpose, ends_on=ends_on
        )
        log.note(kind=kind, unit=unit.pk, area=area.code)
    return duty


def revoke_duty(*, actor: Actor, duty: DutyAssignment) -> None:
    """Revoke a duty; it acts on the holder's next request."""
    with act(actor, "duties.revoke", ability="duties.grant", target=duty.user) as log:
        duty.revoked_at = timezone.now()
        duty.save(update_fields=["revoked_at"])
        log.note(kind=duty.kind)
