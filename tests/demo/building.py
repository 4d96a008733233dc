"""A built demonstration for tests that look at it from outside: by commands, or in a browser."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path


def environment(folder: Path) -> dict[str, str]:
    """The environment of a command on that data folder, with a database in it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return kept | {"WEIBAO_DATA_DIR": str(folder)}


def keys_of(folder: Path) -> Path:
    """Where the keyring of a data folder lies by itself."""
    return folder.with_name(f"{folder.name}.keys")


def copy_county(folder: Path, to: Path) -> None:
    """A data folder that nobody works on, with its keys."""
    shutil.copytree(folder, to)
    shutil.copytree(keys_of(folder), keys_of(to))


def weibao(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the command line on that data folder."""
    command = [sys.executable, "-m", "weibao", *arguments]
    return subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=False)


def built_demo(folder: Path) -> Path:
    """Make the folder the data folder of a built demonstration; several processes may ask for the same at once.

    Serve it with `weibao(folder, "serve", …)` as a process of its own; the password is `weibao.demo.people.PASSWORD`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = weibao(folder, "demo", "--no-serve")
        assert done.returncode == 0, done.stderr
    return folder
