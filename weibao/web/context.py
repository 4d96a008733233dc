"""What every page's frame needs. All of it is read when a template asks, so that parts of a page cost nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from weibao.places.services import county_of
from weibao.web.navigation import navigation_for, tabs_for


def areas_of(user: Any) -> list[str]:
    """Where the reader's duties lie."""
    if user is None or not user.is_authenticated:
        return []
    return [duty.area_id for duty in user.active_duties]


def frame(request: HttpRequest) -> dict[str, Any]:
    """County name, navigation by duty, languages, whether this is a demonstration."""
    user = getattr(request, "user", None)
    context = {
        "county": SimpleLazyObject(lambda: county_of(areas_of(user))),
        "languages": settings.LANGUAGES,
        "demonstration": settings.DEMO_MARK.exists(),
    }
    if user is not None:
        context["navigation"] = SimpleLazyObject(
            lambda: navigation_for(user, request.path) if user.is_authenticated else []
        )
        context["tabs"] = SimpleLazyObject(
            lambda: tabs_for(user, request.path) if user.is_authenticated else []
        )
    return context
