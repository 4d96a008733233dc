"""What the frame does on its own."""

from datetime import timedelta

from weibao.jobs.schedule import scheduled
from weibao.web.drafts import drop_expired


@scheduled("web.drafts", every=timedelta(hours=6))
def drop_old_drafts() -> str:
    """Drafts that nobody came back to are deleted."""
    return f"清除了 {drop_expired()} 份过期的草稿。"
