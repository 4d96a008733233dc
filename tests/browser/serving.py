"""The demonstration county, served by the site's own command, for a browser to walk through."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.demo.building import copy_county

READY_WITHIN = 120
"""Seconds from start to the first answer."""


@dataclass(frozen=True)
class Site:
    address: str
    folder: Path


def build(folder: Path) -> None:
    """Build the demonstration in an empty data folder, as `make demo` does; a folder already built stays.

    WEIBAO_TEST_DEMONSTRATION names a folder built before, to be copied: a minute saved while tests are written.
    """
    ready = os.environ.get("WEIBAO_TEST_DEMONSTRATION")
    if ready and not folder.exists():
        copy_county(Path(ready), folder)
    done = subprocess.run(
        weibao("demo", "--no-serve"), env=environment(folder), capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(
            f"the demonstration could not be built:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Site and worker on that data folder while the block runs."""
    port = free_port()
    with (folder / "serve.log").open("w") as log:
        process = subprocess.Popen(
            weibao("serve", "--port", str(port), "--workers", "1"),
            env=environment(folder),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            site = Site(f"http://127.0.0.1:{port}", folder)
            wait_for(site, process)
            yield site
        finally:
            stop(process)


def stop(process: subprocess.Popen) -> None:
    """Ask the site to end; what does not end in time is ended with all that it started."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=15)


def wait_for(site: Site, process: subprocess.Popen) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{site.address}/sign-in/", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the site did not start:\n{(site.folder / 'serve.log').read_text()[-4000:]}")


def weibao(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "weibao", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """The tests' own environment on another data folder, always with its SQLite database and the real settings."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return kept | {"WEIBAO_DATA_DIR": str(folder)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
