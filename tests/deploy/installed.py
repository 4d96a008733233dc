"""The platform started from the files that `deploy/install.sh` puts in place, as far as a machine without systemd goes: the
units' own commands with the units' own environment, behind an nginx with the shipped configuration."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path

from tests.browser.serving import free_port

PROJECT = Path(__file__).parents[2]
NAME = "weibao.yunling.example"


@dataclass(frozen=True)
class Installed:
    root: Path
    site_port: int
    tls_port: int
    plain_port: int

    def moved(self, text: str) -> str:
        """A shipped text with its places and ports put to where a test may have them."""
        for place in ("/etc/weibao", "/srv/weibao", "/var/log/nginx"):
            text = text.replace(place, f"{self.root}{place}")
        text = text.replace("/opt/weibao/.venv/bin/weibao", f"{sys.executable} -m weibao")
        text = text.replace("/opt/weibao", str(PROJECT)).replace("8000", str(self.site_port))
        return re.sub(r"listen (443|80)\b", lambda found: f"listen 127.0.0.1:{self.port(found[1])}", text)

    def port(self, shipped: str) -> int:
        return self.tls_port if shipped == "443" else self.plain_port

    def unit(self, name: str) -> configparser.RawConfigParser:
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string(self.moved((self.root / "etc/systemd/system" / name).read_text()))
        return unit

    def environment(self, unit: configparser.RawConfigParser) -> dict[str, str]:
        """What systemd would give the process: little of ours, and the unit's file."""
        file = Path(unit["Service"]["EnvironmentFile"]).read_text()
        lines = (line for line in self.moved(file).splitlines() if line and not line.startswith("#"))
        given = dict(line.split("=", 1) for line in lines)
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT)} | given

    def run(self, *arguments: str, unit: str = "weibao-web.service") -> subprocess.CompletedProcess[str]:
        """A command as the operator runs it by /usr/local/bin/weibao."""
        return subprocess.run(
            [sys.executable, "-m", "weibao", *arguments],
            env=self.environment(self.unit(unit)), capture_output=True, text=True,
            cwd=self.root / "srv/weibao",
        )  # fmt: skip

    def start_of(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a oneshot unit to its end."""
        unit = self.unit(name)
        return subprocess.run(
            shlex.split(unit["Service"]["ExecStart"]),
            env=self.environment(unit), cwd=unit["Service"]["WorkingDirectory"], capture_output=True, text=True,
        )  # fmt: skip

    @contextmanager
    def started(self, name: str) -> Iterator[subprocess.Popen]:
        unit = self.unit(name)
        with (self.root / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                shlex.split(unit["Service"]["ExecStart"]),
                env=self.environment(unit), cwd=unit["Service"]["WorkingDirectory"],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            try:
                yield process
            finally:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=20)
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    @contextmanager
    def behind_nginx(self) -> Iterator[None]:
        folder = self.root / "nginx"
        folder.mkdir(exist_ok=True)
        (self.root / "var/log/nginx").mkdir(parents=True, exist_ok=True)
        site = self.moved((self.root / "etc/nginx/conf.d/weibao.conf").read_text())
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
            + (f"user {os.environ.get('USER', 'root')};\n" if os.geteuid() == 0 else "")
            + "events {}\nhttp {\n"
            + "".join(
                f"{kind}_temp_path {folder}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + site
            + "}\n"
        )
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            wait_for_port(self.tls_port)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)

    def context(self) -> ssl.SSLContext:
        """As an office computer that was given the authority's root certificate, and nothing else."""
        return ssl.create_default_context(cafile=str(self.root / "etc/weibao/tls/ca.crt"))

    def connection(self, name: str = NAME) -> HTTPSConnection:
        connection = HTTPSConnection(name, self.tls_port, timeout=60, context=self.context())
        connection._create_connection = lambda address, *more: socket.create_connection(  # type: ignore[attr-defined]
            ("127.0.0.1", self.tls_port), 60
        )
        return connection

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> HTTPResponse:
        connection = self.connection()
        sent = {"Host": NAME} | {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        return answer


def install(root: Path) -> Installed:
    done = subprocess.run(
        [PROJECT / "deploy/install.sh", NAME],
        env=os.environ | {"ROOT": str(root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return Installed(root, free_port(), free_port(), free_port())


def wait_for_port(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"nothing answers on port {port}")
