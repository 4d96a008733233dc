"""A backup as it lies on the disk: compressed, then encrypted by the county's current key (`weibao.cipher.streams`), so
that pieces that are changed, swapped, left out or cut off do not open."""

from __future__ import annotations

import zlib
from typing import BinaryIO

from django.conf import settings

from weibao.cipher.keyring import KeyringFault, suite_named
from weibao.cipher.ring import reread
from weibao.cipher.streams import SealingWriter, pieces
from weibao.cipher.suites import Damaged
from weibao.keeping.errors import KeepingRefused

KIND = "backup"
READ_AT_ONCE = 1 << 20
BROKEN = "备份文件已损坏、不完整或被改动过，打不开。请换用另一份备份。"


class SealedWriter:
    """Write into it; left without `finish` it won't open.

    Raises (at the beginning):
        KeepingRefused: there is no key to encrypt with.
    """

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._sealing = SealingWriter(file, reread(), suite_named(settings.CIPHER_SUITE), KIND)
        except KeyringFault as fault:
            raise KeepingRefused(str(fault)) from None
        self._packing = zlib.compressobj(1)

    def write(self, some: bytes) -> int:
        self._sealing.write(self._packing.compress(some))
        return len(some)

    def finish(self) -> None:
        self._sealing.write(self._packing.flush())
        self._sealing.finish()


class SealedReader:
    """Reads what a `SealedWriter` wrote. Nothing is answered that was not found genuine and in its place.

    Raises (all methods):
        KeepingRefused: it does not open, or the end is not where it was.
    """

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._pieces = pieces(file, reread(), KIND)
        except KeyringFault as fault:
            raise KeepingRefused(str(fault)) from None
        self._unpacking = zlib.decompressobj()
        self._ready = bytearray()

    def read(self, size: int) -> bytes:
        while len(self._ready) < size and self._fill():
            pass
        some = bytes(self._ready[:size])
        del self._ready[:size]
        return some

    def finish(self) -> None:
        """Make sure that the end is there and nothing comes after it."""
        while self._fill():
            self._ready.clear()
        if not self._unpacking.eof or self._unpacking.unused_data:
            raise KeepingRefused(BROKEN)

    def _fill(self) -> bool:
        """Unpack some more; False where there is no more."""
        try:
            packed = self._unpacking.unconsumed_tail or next(self._pieces, b"")
            # Never more at once: a small piece may unpack to a very large one.
            some = self._unpacking.decompress(packed, READ_AT_ONCE) if packed else b""
        except KeyringFault as fault:
            raise KeepingRefused(str(fault)) from None
        except (Damaged, zlib.error):
            raise KeepingRefused(BROKEN) from None
        self._ready += some
        return bool(packed)
