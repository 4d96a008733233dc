"""Every route of the site, read from the URL configuration itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

KINDS = {"int": r"\d+", "uuid": r"[0-9a-f-]{36}", "slug": r"[-\w]+", "str": r"[^/]+", "path": r".+"}


def all_routes() -> dict[str, str]:
    """Name (with its app) → regular expression of its addresses."""
    return {name: f"/{pattern_of(route)}" for name, route in walk(get_resolver().url_patterns)}


def walk(patterns, app: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inside = f"{app}{one.namespace}:" if one.namespace else app
            yield from walk(one.url_patterns, inside, route)
        elif isinstance(one, URLPattern):
            yield f"{app}{one.name}", route


def pattern_of(route: str) -> str:
    """`children/<uuid:public_id>/` as a regular expression."""
    parts = re.split(r"<(\w+):\w+>", route)
    return "".join(KINDS[part] if number % 2 else re.escape(part) for number, part in enumerate(parts))
