"""Opening and closing accounts, granting and revoking duties, keeping the list of units."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.duties import ADMINISTRATORS, DUTY_KINDS, Reach
from weibao.access.lockout import forget_failures
from weibao.access.models import DutyAssignment, Unit, UnitKind, UsedPassword, User
from weibao.access.passwords import one_time_password
from weibao.access.profiles import profile
from weibao.access.sessions import end_sessions
from weibao.access.startup import DEMONSTRATION_PREFIX
from weibao.audit.services import Actor, act, label, refuse
from weibao.machines import locked, mark_of, require_unchanged
from weibao.places.models import Area

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


class AccessRefused(Exception):
    """What was asked must not be; the message says why and what to do."""


def open_account(
    *, actor: Actor, username: str, name: str, unit: Unit, password: str | None = None
) -> tuple[User, str]:
    """Open an account. It gives access to nothing until a duty is granted.

    Answers the user with the password; one that is made here is good for one sign-in and shown nowhere else.

    Raises:
        AccessRefused: the user name is taken, not well-formed, or kept for demonstrations.
    """
    if not USERNAME.fullmatch(username):
        raise AccessRefused(_("账号用小写字母、数字和 . _ - 组成，3 至 60 个字符，以字母或数字开头。"))
    if username.startswith(DEMONSTRATION_PREFIX) and not settings.DEMO_MARK.exists():
        raise AccessRefused(
            _("以“%(prefix)s”开头的账号只用于演示环境，请换一个。") % {"prefix": DEMONSTRATION_PREFIX}
        )
    if User.objects.filter(username=username).exists():
        raise AccessRefused(_("账号“%(username)s”已经有人使用，请换一个。") % {"username": username})
    with act(actor, "users.open", ability="users.manage") as log:
        given = password or one_time_password()
        user = User.objects.create_user(
            username, given, name=name, unit=unit, must_change_password=password is None
        )
        log.about(user)
    return user, given


def close_account(*, actor: Actor, user: User) -> None:
    """Close an account; it acts on the holder's next request. Duties stay as they were, for a later opening."""
    refuse_to_manage(actor, user, "users.close")
    with act(actor, "users.close", ability="users.manage", target=user):
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)


def reopen_account(*, actor: Actor, user: User) -> None:
    """Open a closed account again. The duties that are still in force give access again."""
    refuse_to_manage(actor, user, "users.reopen")
    with act(actor, "users.reopen", ability="users.manage", target=user):
        user.is_active = True
        user.save(update_fields=["is_active"])


def reset_password(*, actor: Actor, user: User) -> str:
    """A new password, good for one sign-in; the open sessions of the account end. Answers it, once."""
    refuse_to_manage(actor, user, "users.password")
    with act(actor, "users.password", ability="users.manage", target=user):
        password = one_time_password()
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        end_sessions(user)
        forget_failures(user.username)
    return password


def change_own_password(*, actor: User, password: str, session_key: str | None = None) -> None:
    """Set one's own password; the sessions of the account end, save that of the key."""
    with act(actor, "users.own_password", ability=None, target=actor):
        remember_password(actor)
        actor.set_password(password)
        actor.must_change_password, actor.password_set_at = False, timezone.now()
        actor.save(update_fields=["password", "must_change_password", "password_set_at"])
        end_sessions(actor, but=session_key)


def remember_password(user: User) -> None:
    """Keep the hash of the password that is about to be replaced, as many as the profile remembers."""
    kept = profile().remembered - 1
    if kept:
        UsedPassword.objects.create(user=user, hashed=user.password)
    outlived = user.used_passwords.values_list("pk", flat=True)[kept:]
    UsedPassword.objects.filter(pk__in=list(outlived)).delete()


def refuse_to_manage(actor: Actor, user: User, action: str) -> None:
    """Nobody manages his own account, and an administrator's only the operator at the console: who can set a
    security administrator's password could give himself access."""
    if actor == user:
        reason = _("不能对自己的账号做这项操作。")
    elif isinstance(actor, User) and user.duties.in_force().filter(kind__in=ADMINISTRATORS).exists():
        reason = _("管理员的账号只能由运维人员在服务器上用 weibao users 命令管理。")
    else:
        return
    refuse(actor, action, target=label(user))
    raise AccessRefused(reason)


def grant_duty(
    *, actor: Actor, user: User, kind: str, unit: Unit, area: Area, purpose: str, ends_on: date | None = None
) -> DutyAssignment:
    """Grant a duty in a unit over an area for a purpose. Nobody grants himself one, nor beyond his own area.

    Raises:
        AccessRefused: it must not be granted so; the message says why.
    """
    reason = why_not_grant(actor, user, kind, unit, area, ends_on)
    if reason:
        refuse(actor, "duties.grant", target=label(user))
        raise AccessRefused(reason)
    with act(actor, "duties.grant", ability="duties.grant", target=user) as log:
        duty = DutyAssignment.objects.create(
            user=user, kind=kind, unit=unit, area=area, purpose=purpose, ends_on=ends_on
        )
        log.note(duty=duty.pk, kind=kind, unit=unit.pk, area=area.code)
    return duty


def why_not_grant(actor: Actor, user: User, kind: str, unit: Unit, area: Area, ends_on: date | None) -> str:
    """Why a duty must not be granted so; empty where it may."""
    if actor == user:
        return _("不能给自己授予职责，请由另一名安全管理员办理。")
    if isinstance(actor, User) and not any(
        duty.area.contains(area.code) for duty, _reach in actor.reaches("duties.grant")
    ):
        return _("“%(area)s”不在您负责的地域内。") % {"area": area}
    if not user.is_active:
        return _("账号已停用，请先由系统管理员启用。")
    if not unit.is_active:
        return _("任职单位已停用，请另选单位。")
    if ends_on and ends_on < timezone.localdate():
        return _("截止日期已经过去。")
    if Reach.SCHOOL in DUTY_KINDS[kind].abilities.values() and unit.kind != UnitKind.SCHOOL:
        return _("“%(duty)s”应在学校任职，请把任职单位改为学校。") % {"duty": DUTY_KINDS[kind].title}
    held = list(user.duties.in_force())
    if any((duty.kind, duty.unit_id, duty.area_id) == (kind, unit.pk, area.pk) for duty in held):
        return _("此人已有同样的职责。")
    if held and (kind in ADMINISTRATORS or any(duty.kind in ADMINISTRATORS for duty in held)):
        return _("系统管理员、安全管理员、审计管理员由不同的人担任，且不兼任其他职责。请先收回原有职责。")
    return ""


def revoke_duty(*, actor: Actor, duty: DutyAssignment) -> None:
    """Revoke a duty; it acts on the holder's next request."""
    with act(actor, "duties.revoke", ability="duties.grant", target=duty.user, over=[duty]) as log:
        duty.revoked_at = timezone.now()
        duty.save(update_fields=["revoked_at"])
        log.note(kind=duty.kind)


def add_unit(*, actor: Actor, **fields: Any) -> Unit:
    """Add a unit; `fields` are those of the model that a person fills in."""
    with act(actor, "units.add", ability="units.manage") as log:
        unit = Unit.objects.create(**fields)
        log.about(unit)
    return unit


UNIT_FIELDS = ("name", "short_name", "kind", "area_id", "parent_id", "is_active")
"""What the form of a unit shows."""


def change_unit(*, actor: Actor, unit: Unit, seen: str | None = None, **fields: Any) -> Unit:
    """Change a unit; who changed what stays in its history.

    Raises:
        ChangedMeanwhile: another person changed it after this one had opened it (`seen`).
    """
    with act(actor, "units.change", ability="units.manage", target=unit) as log:
        unit = locked(unit)
        require_unchanged(seen, mark_of(unit, *UNIT_FIELDS))
        changed = [name for name, value in fields.items() if getattr(unit, name) != value]
        for name in changed:
            setattr(unit, name, fields[name])
        unit.save()
        log.note(changed=",".join(changed))
    return unit
