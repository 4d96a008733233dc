"""Encrypted files of this installation, and how their content is had without a copy on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from weibao.cipher.ring import reread, ring
from weibao.cipher.streams import key_of_file, pieces
from weibao.cipher.suites import Damaged

OPEN_FILES = Path("/proc/self/fd")


def create(path: Path) -> BinaryIO:
    """A new file (0600) to write to; one that is there already stays (FileExistsError)."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return bool(key_of_file(file))


def in_pieces(path: Path, about: str) -> Iterator[bytes]:
    """The content of an encrypted file.

    Raises:
        Damaged: (while iterating) it was changed or cut off, or is of another kind.
        KeyMissing: (while iterating) its key is not in the keyring.
    """
    try:
        with path.open("rb") as file:
            keys = ring()
            if key_of_file(file) not in keys.keys:
                keys = reread()
            file.seek(0)
            yield from pieces(file, keys, about)
    except Damaged:
        raise Damaged(_("加密文件 %(name)s 被改动过或不完整，打不开。") % {"name": path.name}) from None


@contextmanager
def in_memory() -> Iterator[tuple[int, Path]]:
    """A file that lies in memory alone: its descriptor, and the path by which this process, and a child that inherits
    the descriptor, opens it."""
    handle = os.memfd_create("weibao", os.MFD_CLOEXEC)
    try:
        yield handle, OPEN_FILES / str(handle)
    finally:
        os.close(handle)


@contextmanager
def in_clear(path: Path, about: str) -> Iterator[Path]:
    """A path at which the content of a file stands in clear: its own, or, where it is encrypted, one in memory."""
    if not is_sealed(path):
        yield path
        return
    with in_memory() as (handle, readable):
        with os.fdopen(os.dup(handle), "wb") as file:
            for piece in in_pieces(path, about):
                file.write(piece)
        yield readable
