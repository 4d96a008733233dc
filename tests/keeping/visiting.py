"""The served demonstration, killed and filled at will, and clerks who send forms to it over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from tests.browser.serving import READY_WITHIN, environment, free_port, weibao

PASSWORD = "yunling-demo-2025"
IDLE = 20
"""Seconds after which a connection is not used again, as browsers do: the site lets go of it after 30."""


class Gone(Exception):
    """The server answered nothing: what was sent is not acknowledged."""


class Clerk:
    """A demonstration user with one connection, kept open."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, cookies if cookies is not None else {}
        self._connection, self._used = HTTPConnection("127.0.0.1", port, timeout=120), 0.0

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the page; for one that leads on, the address.

        Raises:
            Gone: no answer came.
        """
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"]} | fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._used > IDLE:
            self._connection.close()
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            page = answer.read().decode(errors="replace")
        except (OSError, HTTPException) as fault:
            self._connection.close()
            raise Gone from fault
        self._used = time.monotonic()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers["Location"] or page

    def sign_in(self, post: str) -> Clerk:
        assert self.ask("GET", "/sign-in/")[0] == 200
        status, page = self.ask("POST", "/sign-in/", {"username": f"demo-{post}", "password": PASSWORD})
        assert status == 302, page[:2000]
        return self

    def add_unit(self, name: str, area: int | str) -> tuple[int, str]:
        """Add a unit; 302 is the acknowledgement."""
        fields = {
            "name": name,
            "short_name": "",
            "kind": "organisation",
            "area": str(area),
            "is_active": "on",
        }
        return self.ask("POST", "/administration/units/add/", fields)


@contextmanager
def served(folder: Path, port: int, **more: str) -> Iterator[subprocess.Popen]:
    """`weibao serve` on a data folder, in a process group of its own; killed at the end, whatever it does."""
    with (folder.parent / "serve.log").open("a") as log:
        process = subprocess.Popen(
            weibao("serve", "--port", str(port)),
            env=environment(folder) | more,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until_it_answers(port, process)
            yield process
        finally:
            kill(process)


def wait_until_it_answers(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        assert process.poll() is None, "the site did not start"
        with suppress(Gone):
            Clerk(port).ask("GET", "/sign-in/")
            return
        time.sleep(0.1)
    raise AssertionError("the site did not answer")


def kill(process: subprocess.Popen) -> None:
    """kill -9, site and worker and all that they started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


__all__ = ["Clerk", "Gone", "free_port", "kill", "served"]
