"""`weibao serve`, `weibao web`, `weibao manage`: running the site."""

import os
import signal
import subprocess
import sys
import time

import click

SITE = "weibao.config.wsgi:application"
THREADS = 16
"""Of each worker: while an import holds the one right to write, those who wait for it must not keep readers waiting too."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=int)
@click.option("--workers", default=2, show_default=True, type=int)
def web(host: str, port: int, workers: int) -> None:
    """只运行网站。"""
    from weibao.access.startup import refuse_demonstration_accounts
    from weibao.cipher.startup import refuse_keys_beside_the_data

    refuse_demonstration_accounts()
    refuse_keys_beside_the_data()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--no-ws", "--respawn-failed-workers", SITE),
    ]
    os.execv(command[0], command)  # noqa: S606


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=int)
@click.option("--workers", default=2, show_default=True, type=int)
def serve(host: str, port: int, workers: int) -> None:
    """在一台机器上同时运行网站和后台任务。"""
    from weibao.access.startup import refuse_demonstration_accounts
    from weibao.cipher.startup import refuse_keys_beside_the_data

    refuse_demonstration_accounts()
    refuse_keys_beside_the_data()
    run_site_and_worker(host, port, workers)


def run_site_and_worker(host: str, port: int, workers: int) -> None:
    """Run `weibao web` and `weibao worker` until one ends or we are told to stop; then stop both."""
    weibao = [sys.executable, "-m", "weibao"]
    parts = [
        subprocess.Popen([*weibao, "web", "--host", host, "--port", str(port), "--workers", str(workers)]),  # noqa: S603
        subprocess.Popen([*weibao, "worker"]),  # noqa: S603
    ]

    def stop(*_: object) -> None:
        for part in parts:
            part.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(part.poll() is None for part in parts):
        time.sleep(0.2)
    stop()
    sys.exit(max(abs(part.wait(timeout=30)) for part in parts))


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django 管理命令（供开发与运维）。"""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["weibao manage", *arguments])
