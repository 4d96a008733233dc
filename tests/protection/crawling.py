"""Reads every page that a person can reach by links, every file they offer, and says in which a text stands."""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.browser.routes import all_routes
from tests.exports import BUTTON, PASSWORD, opened
from weibao.access.models import User
from weibao.people.models import Child

LINK = re.compile(r'(?:href|data-href|src|action|formaction|hx-get)="([^"]+)"')
LEFT_OUT = re.compile(
    r"[?&](ticket|sort|column)=|^/figures/(?!2025|2026)\d+|^/(static|sign-out|i18n|language)|set_language|/password/|[.]pdf$"
)
"""Archives are opened on the page that shows their password; other years and orders show no more records; a PDF is made of the same report as the Word
file, and compressed."""


def text_of(answer) -> str:
    """All text of an answer: a page, JSON, or what lies within a workbook or document."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unpacked(body)


def unpacked(body: bytes) -> str:
    if not body.startswith(b"PK"):
        return unescape(body.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert not any(one.flag_bits & 1 for one in archive.infolist()), (
            "an encrypted archive cannot be searched"
        )
        return "\n".join(unpacked(archive.read(name)) for name in archive.namelist())


def crawl(user: User, *, more: Iterable[str] = (), limit: int = 400) -> dict[str, str]:
    """Address → text of what the user meets from his workbench on, over all links; and of the addresses given."""
    client = Client()
    client.force_login(user)
    waiting, seen, found = deque(["/", *fixed_addresses(), *more]), set(), {}
    while waiting and len(found) < limit:
        address = waiting.popleft()
        key = re.sub(r"sort=[^&]*", "", address)
        if key in seen or LEFT_OUT.search(address):
            continue
        seen.add(key)
        answer = client.get(address)
        if answer.status_code in (301, 302):
            waiting.append(urljoin(address, answer["Location"]))
            continue
        text = text_of(answer)
        if 'name="purpose"' in text and "/children/" in address:
            client.post(address, {"purpose": "help"})
            text = text_of(client.get(address))
            for field in ("id_number", "phone", "address", "victim", "counsel"):
                text += text_of(client.post(f"{address}reveal/", {"field": field}))
        assert answer.status_code != 500, address
        if password := PASSWORD.search(text):
            button = BUTTON.search(text)
            assert button
            name, content = opened(client.get(unescape(button[1])).content, password[1])
            text += f"{name}\n{unpacked(content)}"
        found[address] = text
        for link in LINK.findall(text):
            target = urljoin(address, unescape(link))
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not parts.path.startswith("/"):
                continue
            waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def fixed_addresses() -> list[str]:
    """Every route without arguments, and its export."""
    routes = [pattern.replace("\\", "") for pattern in all_routes().values()]
    plain = [route for route in routes if not re.search(r"[+\[\]]|\.\*", route)]
    return [address for route in plain for address in (route, f"{route}?export=xlsx")]


def of_child(child: Child) -> list[str]:
    return [child.get_absolute_url()]


def traces(found: dict[str, str], texts: Iterable[str]) -> dict[str, list[str]]:
    """Text → the addresses where it stands; texts that stand nowhere are left out."""
    marks = {text: [address for address, body in found.items() if text in body] for text in texts}
    return {text: addresses for text, addresses in marks.items() if addresses}
