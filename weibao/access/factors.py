"""Second factors: who needs one, adding and removing, checking, recovery codes, resetting."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData

from weibao.access.credentials import FactorKind, RecoveryCode, SecondFactor
from weibao.access.duties import DUTY_KINDS
from weibao.access.models import User
from weibao.access.passwords import ALPHABET
from weibao.access.services import AccessRefused, refuse_to_manage
from weibao.access.sessions import end_sessions
from weibao.access.startup import DEMONSTRATION_PREFIX
from weibao.access.totp import step_of
from weibao.audit.hashing import keyed
from weibao.audit.services import Actor, act

CODES = 10
CODE_LENGTH = 10
"""Signs of a recovery code: some 49 bits of chance, which no guessing before the lock-out reaches."""


def is_exempt(user: User) -> bool:
    """Demonstration accounts sign in by password alone, and only in a data folder that is marked as a demonstration."""
    return settings.DEMO_MARK.exists() and user.username.startswith(DEMONSTRATION_PREFIX)


def needs_second_factor(user: User) -> bool:
    """Whether a duty in force asks for one (`DutyKind.second_factor`)."""
    return any(DUTY_KINDS[duty.kind].second_factor for duty in user.active_duties) and not is_exempt(user)


def add_app(*, actor: User, secret: str, code: str, name: str, session_key: str | None) -> list[str]:
    """Add an authenticator app, proved by a code of it. Answers new recovery codes where it is the first factor.

    Raises:
        AccessRefused: the code is not of this secret.
    """
    step = step_of(secret, code)
    if step is None:
        raise AccessRefused(_("动态口令不对。请核对手机时间是否准确，输入应用里此刻显示的六位数字。"))
    factor = SecondFactor(
        user=actor, kind=FactorKind.TOTP, name=name or _("验证器应用"), secret=secret, last_step=step
    )
    return add(actor, factor, session_key)


def add_passkey(
    *, actor: User, credential: AttestedCredentialData, host: str, name: str, session_key: str | None
) -> list[str]:
    """Add a passkey that the authenticator has just made. Answers new recovery codes where it is the first factor."""
    factor = SecondFactor(
        user=actor,
        kind=FactorKind.PASSKEY,
        name=name or _("通行密钥"),
        credential_id=websafe_encode(credential.credential_id),
        credential=websafe_encode(bytes(credential)),
        host=host,
    )
    return add(actor, factor, session_key)


def add(actor: User, factor: SecondFactor, session_key: str | None) -> list[str]:
    with act(actor, "factors.add", ability=None, target=actor) as log:
        first = not actor.factors.exists()
        factor.save()
        # Other sessions were opened without it.
        end_sessions(actor, but=session_key)
        log.note(kind=str(factor.kind), first=first)
        return write_codes(actor) if first else []


def remove_factor(*, actor: User, factor: SecondFactor) -> None:
    """Remove one of one's own.

    Raises:
        AccessRefused: it is the last one, and the duties ask for one.
    """
    with act(actor, "factors.remove", ability=None, target=actor) as log:
        others = SecondFactor.objects.select_for_update().filter(user=actor).exclude(pk=factor.pk)
        if not others.exists():
            if needs_second_factor(actor):
                raise AccessRefused(_("您的职责要求第二重验证，至少保留一种。请先添加新的，再移除这一种。"))
            actor.recovery_codes.all().delete()
        factor.delete()
        log.note(kind=str(factor.kind))


def new_recovery_codes(*, actor: User) -> list[str]:
    """New codes, in clear this once; the old ones are void."""
    with act(actor, "factors.codes", ability=None, target=actor):
        return write_codes(actor)


def write_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, hashed=hashed(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def hashed(user: User, code: str) -> str:
    return keyed(f"recovery:{user.pk}:{code.replace('-', '')}")


def check_code(user: User, typed: str) -> FactorKind | str:
    """What the typed code is of: an authenticator app, a recovery code (`recovery`), or nothing (empty). A code that was
    taken is good no more."""
    code = "".join(typed.split())
    with transaction.atomic():
        for factor in user.factors.select_for_update().filter(kind=FactorKind.TOTP):
            step = step_of(factor.secret, code, after=factor.last_step)
            if step is not None:
                factor.last_step, factor.used_at = step, timezone.now()
                factor.save(update_fields=["last_step", "used_at"])
                return FactorKind.TOTP
    if user.recovery_codes.filter(hashed=hashed(user, code)).delete()[0]:
        return "recovery"
    return ""


def note_passkey_used(factor: SecondFactor) -> None:
    factor.used_at = timezone.now()
    factor.save(update_fields=["signatures", "used_at"])


def reset_factors(*, actor: Actor, user: User) -> None:
    """Take away the second factors and recovery codes of somebody who lost them; he sets up new ones at the next sign-in.
    His open sessions end.

    Raises:
        AccessRefused: an account that the actor must not manage.
    """
    refuse_to_manage(actor, user, "factors.reset")
    with act(actor, "factors.reset", ability="factors.reset", target=user) as log:
        log.note(factors=user.factors.count(), sessions=end_sessions(user))
        user.factors.all().delete()
        user.recovery_codes.all().delete()


def end_session(*, actor: User, user: User, key: str) -> None:
    """End one session of a user by its key in the database: one's own, or another's by the ability."""
    ability = None if actor == user else "sessions.end"
    with act(actor, "sessions.end", ability=ability, target=user):
        user.sessions.filter(pk=key).delete()


def end_other_sessions(*, actor: User, user: User, but: str | None) -> None:
    """End every session of a user, save that of the key."""
    ability = None if actor == user else "sessions.end"
    with act(actor, "sessions.end", ability=ability, target=user) as log:
        log.note(sessions=end_sessions(user, but=but))
