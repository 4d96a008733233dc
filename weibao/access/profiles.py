"""How strict signing in is: by OWASP ASVS, or by 网络安全等级保护 (GB/T 22239-2019, 8.1.4.1 身份鉴别) where a county switches
that on (`WEIBAO_MLPS=1`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

ABSOLUTE = timedelta(hours=12)
"""A session ends so long after its sign-in, whatever is done in it."""
FAILURES_BY_ADDRESS = 60
"""Failed sign-ins from one network address before it has to wait. A whole county may stand behind one address."""


@dataclass(frozen=True)
class Profile:
    kinds: int
    """How many of capital letters, small letters, digits and other signs a password must hold."""
    max_age: timedelta | None
    """After how long a password must be changed; None: never for its age alone (ASVS 5.0, 6.2.10)."""
    remembered: int
    """How many of the latest passwords, the present one included, may not be taken again."""
    failures: int
    """Failed sign-ins to one account before it has to wait …"""
    locked_for: timedelta
    """… for so long, counted from the last of them."""
    idle: timedelta
    """A session in which nobody does anything ends after so long."""


ORDINARY = Profile(
    kinds=0,
    max_age=None,
    remembered=1,
    failures=10,
    locked_for=timedelta(minutes=15),
    idle=timedelta(minutes=30),
)
MLPS = Profile(
    kinds=3,
    max_age=timedelta(days=90),
    remembered=5,
    failures=5,
    locked_for=timedelta(minutes=30),
    idle=timedelta(minutes=15),
)


def profile() -> Profile:
    return MLPS if settings.MLPS else ORDINARY
