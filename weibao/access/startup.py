"""What a production start refuses."""

from django.conf import settings

from weibao.access.models import User
from weibao.cli import Refused

DEMONSTRATION_PREFIX = "demo-"
"""Accounts of a demonstration county bear this prefix, so that they can be told from real ones."""


def demonstration_accounts() -> list[str]:
    """The names of those that are open."""
    found = User.objects.filter(username__startswith=DEMONSTRATION_PREFIX, is_active=True)
    return list(found.values_list("username", flat=True))


def refuse_demonstration_accounts() -> None:
    """Demonstration accounts exist only in a demonstration data folder.

    Raises:
        Refused: some exist elsewhere; their passwords are public.
    """
    if settings.DEMO_MARK.exists():
        return
    names = demonstration_accounts()
    if names:
        raise Refused(
            f"正式数据目录里有 {len(names)} 个演示账号（如 {names[0]}），密码是公开的。"
            "请先停用这些账号再启动。"
        )
