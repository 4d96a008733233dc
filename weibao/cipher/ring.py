"""The keyring of this installation, as every process has it: read when first needed, and anew when the file changed."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from django.conf import settings

from weibao.cipher import keyring
from weibao.cipher.keyring import KeyMissing, Keyring, KeyringFault, Writer, suite_named
from weibao.cipher.suites import Damaged

LOOKED_AT_EVERY = 0.05
"""Seconds after which a process looks whether another has changed the file."""


class _Held:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ring: Keyring | None = None
        self.stamp: tuple[int, ...] = ()
        self.looked = 0.0

    def get(self) -> Keyring:
        ring = self.ring
        if ring is not None and ring.path == settings.KEY_FILE:
            now = time.monotonic()
            if now - self.looked < LOOKED_AT_EVERY:
                return ring
            self.looked = now
            if stamp_of() == self.stamp:
                return ring
        return self.read()

    def read(self) -> Keyring:
        with self.lock:
            path = settings.KEY_FILE
            if not path.exists() and not settings.KEY_FILE_KEPT_APART:
                make_first(path)
            stamp = stamp_of()
            self.ring, self.stamp, self.looked = keyring.read(path), stamp, time.monotonic()
            return self.ring

    def forget(self) -> None:
        with self.lock:
            self.ring = None


def make_first(path: Path) -> None:
    """Make the keyring in its usual place, where nothing is encrypted yet.

    Raises:
        KeyringFault: something is: its keyring was lost, or not brought along. Or the place can't be written.
    """
    from weibao.cipher.resealing import anything_sealed

    if anything_sealed():
        raise KeyringFault(
            f"数据库里有加密的数据，却找不到密钥文件 {path}。请放回原来的密钥文件；不会另行生成，新密钥打不开原有数据。"
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyring.make(path)
    except OSError as fault:
        raise KeyringFault(
            f"密钥文件 {path} 写不进去：{fault.strerror}。请用 WEIBAO_KEY_FILE 指明一个能写的位置（在数据目录之外），"
            "并运行 weibao keys new 生成。"
        ) from None


def stamp_of() -> tuple[int, ...]:
    try:
        said = settings.KEY_FILE.stat()
    except OSError:
        return ()
    return said.st_ino, said.st_mtime_ns, said.st_size


_held = _Held()


def ring() -> Keyring:
    """The keyring. In its usual place it is made when first needed; a place the county named is never filled
    unasked, for the medium may just not be there.

    Raises:
        KeyringFault: there is none, or the file holds something else.
    """
    return _held.get()


def reread() -> Keyring:
    """The keyring as it stands in the file this moment."""
    return _held.read()


def writer() -> Writer:
    """What writes now: the current key by the suite of the settings."""
    return _held.get().writer(suite_named(settings.CIPHER_SUITE))


def seal(plain: bytes, about: bytes) -> bytes:
    """The envelope of a content, by the current key."""
    return writer().seal(plain, about)


def open_envelope(envelope: bytes, about: bytes) -> bytes:
    """The content of an envelope.

    Raises:
        Damaged: it was changed, or does not stand where it was written.
        KeyMissing: its key is not in the keyring.
    """
    try:
        reader = _held.get().reader(envelope)
    except KeyMissing:
        # Another process may have made the key this very moment.
        reader = _held.read().reader(envelope)
    return reader.open(envelope, about)


__all__ = ["Damaged", "KeyMissing", "open_envelope", "reread", "ring", "seal", "writer"]
