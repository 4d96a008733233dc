"""What a person must do before anything else opens: set a password of his own, set up a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse

from weibao.access.factors import needs_second_factor
from weibao.access.models import User

PROVED = "second_factor"
"""In the session: by which second factor it was opened, or in which it was set up."""


class Opens:
    """What a page that is reached before everything is in order says of itself."""

    ALWAYS = "always"
    WITH_OLD_PASSWORD = "with-old-password"  # noqa: S105
    WITHOUT_SECOND_FACTOR = "without-second-factor"


def step_before(request: HttpRequest, view: Callable[..., Any]) -> str:
    """The address to which a signed-in reader must go first; empty where the page opens."""
    user, opens = request.user, getattr(getattr(view, "view_class", None), "opens", "")
    assert isinstance(user, User)
    if opens in (Opens.ALWAYS, Opens.WITH_OLD_PASSWORD):
        return ""
    if user.password_is_due:
        return reverse("access:password")
    if opens == Opens.WITHOUT_SECOND_FACTOR or request.session.get(PROVED) or not needs_second_factor(user):
        return ""
    if user.factors.exists():
        # Signed in before he had one: the session never proved it.
        logout(request)
        return reverse("sign-in")
    return reverse("access:security")
