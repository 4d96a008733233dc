"""Accounts after a restore: nobody is signed in by a session of the past."""

from datetime import datetime
from importlib import import_module

from django.conf import settings

from weibao.keeping.after_restore import after_restore


@after_restore("access.sessions")
def end_sessions(made_at: datetime) -> str:
    """End every session: one that was ended since the backup would be open again."""
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    ended, _ = sessions.objects.all().delete()
    return f"结束了 {ended} 个会话，所有人须重新登录。" if ended else ""
