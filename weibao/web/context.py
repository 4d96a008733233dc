"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from weibao.places.services import ensure_county
from weibao.web.navigation import navigation_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """County name, navigation by duty, languages, whether this is a demonstration."""
    user = getattr(request, "user", None)
    return {
        "county": SimpleLazyObject(ensure_county),
        "navigation": navigation_for(user, request.path)
        if user is not None and user.is_authenticated
        else [],
        "languages": settings.LANGUAGES,
        "demonstration": settings.DEMO_MARK.exists(),
    }
