"""From where a request comes: its network address, and its browser and system in words."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QIHU", "360"),
    ("360SE", "360"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""What stands in a browser's own description of itself, the more telling first."""


def device_of(agent: str) -> str:
    """`Chrome · Windows`; empty where neither is known."""
    found = (next((name for mark, name in one if mark in agent), "") for one in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in found if name)


def address_of(request: HttpRequest) -> str:
    """The network address of the reader. Behind our own reverse proxy (WEIBAO_PROXIES) it is the one that the proxy
    added last; what a reader writes there himself stands before it and is not believed."""
    peer = request.META.get("REMOTE_ADDR", "")
    if peer in settings.PROXIES:
        named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return named[:45] or peer
    return peer
