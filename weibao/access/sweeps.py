"""What accounts need on their own."""

from datetime import timedelta

from django.utils import timezone

from weibao.access.credentials import Session
from weibao.access.lockout import forget_old_failures
from weibao.jobs.schedule import scheduled


@scheduled("access.sessions", every=timedelta(hours=1))
def clear_what_is_over() -> str:
    """Sessions that ended and failures that no wait depends on are deleted."""
    ended = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    return f"清除了 {ended} 个过期的登录、{forget_old_failures()} 次登录失败记录。"
