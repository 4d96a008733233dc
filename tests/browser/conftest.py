"""A real Chromium on the served demonstration county.

The county is built once a run (workers of a parallel run share the build) and copied for each module, so that what one
journey changes no other meets. Pictures of pages that fail, and of any page a test asks for, lie in
tests/browser/screenshots.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import Site, build, serving
from tests.browser.visiting import DESK, TELEPHONE, Visitor
from tests.demo.building import copy_county

SCREENSHOTS = Path(__file__).parent / "screenshots"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The data folder of the demonstration, built by whichever worker comes first."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if root.name.startswith("popen-") else root
    with (root / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(root / "demonstration")
    return root / "demonstration"


@pytest.fixture(scope="module")
def site(built, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("served") / "data"
    copy_county(built, folder)
    with serving(folder) as served:
        yield served
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For a module only: while Playwright runs in a thread, Django's other tests could not use their database."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium here: `make browser` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sessions() -> dict[str, dict]:
    """Signed-in sessions by post, so that each signs in once a module."""
    return {}


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(site, chromium, sessions, request) -> Iterator[Enter]:
    """`enter("reviewer")`: a visitor at a desk in that demonstration post; `enter("village", TELEPHONE)` with a telephone.

    At the end of the test every visitor must have met no error in the console and asked no other host.
    """
    visitors: list[Visitor] = []

    def visit(post: str = "", viewport: dict[str, int] = DESK, **more) -> Visitor:
        context = chromium.new_context(
            viewport=viewport,
            has_touch=viewport is TELEPHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=site.address,
            storage_state=sessions.get(post),
            **more,
        )
        visitor = Visitor(context.new_page(), site)
        visitors.append(visitor)
        if post and post not in sessions:
            visitor.sign_in(post)
            sessions[post] = context.storage_state()
        return visitor

    failed = request.session.testsfailed
    yield visit
    for number, visitor in enumerate(visitors):
        if request.session.testsfailed > failed:
            picture(visitor.page, f"failed-{request.node.name}-{number}")
        visitor.page.context.close()
    for visitor in visitors:
        assert not visitor.complaints, visitor.complaints


def picture(page: Page, name: str) -> Path:
    """A picture of the page as it stands, in tests/browser/screenshots (which git leaves alone)."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{''.join(c if c.isalnum() or c in '-_' else '_' for c in name)[:120]}.png"
    page.screenshot(path=path)
    return path
