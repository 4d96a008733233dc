"""A person in front of a page: signs in, goes from page to page by links, and what a page must be for everybody."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser.serving import Site

DESK = {"width": 1366, "height": 768}
TELEPHONE = {"width": 390, "height": 844}
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@dataclass
class Visitor:
    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Statuses of answers that the test means to get, which the console reports as errors."""

    def __post_init__(self) -> None:
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self.asked)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        status = re.search(r"status of (\d+)", message.text)
        if status and int(status[1]) in self.expected:
            return
        self.complaints.append(f"console on {self.page.url}: {message.text}")

    def asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self.complaints.append(f"asked another host: {request.url}")

    def sign_in(self, post: str) -> None:
        from weibao.demo.people import PASSWORD

        self.page.goto("/sign-in/")
        self.page.get_by_label("账号").fill(f"demo-{post}")
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url("**/")

    def go(self, address: str) -> Response:
        """Open an address; where a child's record asks what it is opened for, say so."""
        answer = self.page.goto(address)
        assert answer is not None
        return self.state_purpose() or answer

    def state_purpose(self) -> Response | None:
        if not self.page.locator("main form input[type=radio][name=purpose]").count():
            return None
        self.page.locator("main form input[name=purpose]").first.check()
        with self.page.expect_navigation() as leading:
            self.page.locator("main form button.btn-primary").click()
        return leading.value

    def links(self, pattern: str) -> list[str]:
        """Addresses of links on the page (path and query) whose path is of that pattern."""
        found = self.page.eval_on_selector_all(
            "a[href], tr[data-href]", "all => all.map(a => a.href || a.dataset.href)"
        )
        paths = [urlsplit(one) for one in found if one]
        wanted = [p.path + (f"?{p.query}" if p.query else "") for p in paths if re.fullmatch(pattern, p.path)]
        return list(dict.fromkeys(wanted))

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.1 A and AA on the page as it stands."""
        # Evaluated by the debugger, which the content security policy does not bind; the page itself stays strict.
        self.page.evaluate(axe())
        found = self.page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}, resultTypes: ['violations']}})")
        return [told(one) for one in found["violations"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@cache
def axe() -> str:
    return AXE.read_text()


def told(violation: dict[str, Any]) -> str:
    places = "; ".join(
        f"{node['html'][:160]} [{node['failureSummary'][:200]}]" for node in violation["nodes"][:3]
    )
    return f"{violation['id']} ({len(violation['nodes'])}): {places}"
