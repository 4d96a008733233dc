"""A reader who tries everything: every page that links lead to, every filter, order, search and page of every list, every
export and file, opened."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

from django.test import Client
from django.utils import timezone
from lxml import html

from tests.exports import BUTTON, PASSWORD, opened
from tests.permissions.asking import undone
from tests.protection.crawling import LINK, fixed_addresses, text_of, unpacked

YEAR = timezone.localdate().year
LEFT_OUT = re.compile(rf"[?&](ticket|column)=|^/figures/(?!{YEAR}/)\d+|^/(static|sign-out|language)")
"""Archives are opened on the page that shows their password; other years show no more records."""
FILES = [f"/figures/{YEAR}/report.{form}" for form in ("json", "html", "docx")]
BEYOND = ({"page": "99999"}, {"page": "-1"}, {"page": "2"}, {"since": "2000-01-01"})
MOST = 1_500
"""Addresses; a sweep that comes to so many goes round in circles."""
MARKUP = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken\W+\w+|ticket=[\w:.%-]*|csrftoken=\w+|Content-Length: \d+'
    r'|archive-password">[\w-]+|PNG\r\n.*?IEND|(Instance|Document)ID>[^<]*|W3CDTF">[\dT-]*|Expires: [^\n]*'
    r"|Date\(D:\d+Z?|/ID ?\[[^\]]*\]|\d{1,2}:\d{2}(:\d{2})?Z?",
    re.DOTALL,
)
"""What differs between any two answers: tokens, passwords, watermarks, and the time of day."""


@dataclass
class Sweep:
    """What one reader found: address → text of the answer, markup, headers and all."""

    client: Client
    thorough: bool = True
    """Whether every filter and order of the lists is tried too."""
    found: dict[str, str] = field(default_factory=dict)

    def run(self, more: Iterable[str] = ()) -> dict[str, str]:
        waiting, seen = deque(["/", *fixed_addresses(), *FILES, *more]), set[str]()
        while waiting:
            address = waiting.popleft()
            if address in seen or LEFT_OUT.search(address):
                continue
            seen.add(address)
            assert len(seen) < MOST, f"{address}: no end of addresses"
            text, leads_to = self.visit(address)
            self.found[address] = text
            waiting.extend(leads_to)
            waiting.extend(links(address, text))
            if self.thorough and "?" not in address:
                waiting.extend(tried(address, text))
        return self.found

    def visit(self, address: str) -> tuple[str, list[str]]:
        """The text of the answer, and where it leads."""
        answer = self.client.get(address)
        assert answer.status_code < 500, address
        told = "\n".join(f"{name}: {unquote(value)}" for name, value in answer.headers.items())
        if answer.status_code in (301, 302):
            return told, [urljoin(address, answer.headers["Location"])]
        text = text_of(answer)
        if states_purpose(text):
            self.client.post(address, {"purpose": "help"})
            text = text_of(self.client.get(address))
            text += "".join(self.revealed(address))
        if password := PASSWORD.search(text):
            button = BUTTON.search(text)
            assert button, address
            name, content = opened(self.client.get(unescape(button[1])).content, password[1])
            text = f"{text}\n{name}\n{unpacked(content)}"
        return f"{told}\n{text}", []

    def revealed(self, address: str) -> Iterator[str]:
        if address.startswith("/children/"):
            for one in ("id_number", "phone", "address"):
                yield text_of(self.client.post(f"{address}reveal/", {"field": one}))


def states_purpose(text: str) -> bool:
    return 'type="radio" name="purpose"' in text or 'name="purpose" value="help"' in text


def links(address: str, text: str) -> Iterator[str]:
    for link in LINK.findall(text):
        parts = urlsplit(urljoin(address, unescape(link)))
        if parts.query and "?" in address and parts.path == urlsplit(address).path and "export=" not in link:
            continue  # Conditions upon conditions: each alone is tried.
        if (
            not parts.scheme
            and not parts.netloc
            and parts.path.startswith("/")
            and "sort=" not in parts.query
        ):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def tried(address: str, text: str) -> Iterator[str]:
    """The same page by each choice of each form that it asks by, and beyond its ends."""
    if "<form" not in text:
        return
    for form in html.fromstring(text.partition("<!DOCTYPE html>")[2] or text).iter("form"):
        if (
            form.get("method", "get").lower() != "get"
            or urljoin(address, form.get("action") or "") != address
        ):
            continue
        for select in form.iter("select"):
            for option in select.iter("option"):
                if value := option.get("value"):
                    yield f"{address}?{urlencode({select.get('name'): value})}"
    if "<table" in text:
        yield from (f"{address}?{urlencode(query)}" for query in BEYOND)


def leaks(found: Mapping[str, str], canaries: Iterable[str]) -> list[str]:
    """Where something stands that must not."""
    canary = re.compile("|".join(sorted(map(re.escape, canaries))))
    told = []
    for address, text in found.items():
        if hit := canary.search(text):
            told.append(f"{unquote(address)}: …{text[max(0, hit.start() - 60) : hit.end() + 30]!r}…")
    return told


def still(text: str) -> str:
    """A text without what differs between any two answers."""
    return MARKUP.sub("", text)


def without(text: str, typed: str) -> str:
    """An answer without the words that were typed, however the page writes them back."""
    text = still(text)
    for form in (urlencode({"q": typed})[2:], quote(typed), typed):
        text = text.replace(form, "∎")
    return text


def ask(client: Client, address: str, typed: str) -> str:
    """What a search answers."""
    with undone():
        answer = client.get(address, {"q": typed, "number": typed, "actor": typed})
        return f"{answer.status_code} {without(text_of(answer), typed)}"
