"""Files that lie encrypted: written and read in pieces, with order and end bound, so that none may be left out, put in
another place or cut off.

Format: b"WBS1", suite (1 byte), key id (4), salt (16); then pieces of 64 KiB, each followed by its tag, the last one
shorter. A file has a key of its own, derived from the ring's key and the salt; the nonce of a piece is its number and
whether it is the last.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from weibao.cipher.keyring import KEY_ID, Keyring, derive
from weibao.cipher.suites import BY_NUMBER, TAG, Damaged, Suite

MAGIC = b"WBS1"
SALT = 16
PIECE = 64 * 1024
HEAD = len(MAGIC) + 1 + KEY_ID + SALT


def cipher_of(ring: Keyring, head: bytes) -> Suite:
    """The cipher of one file by its head.

    Raises:
        Damaged: it is no head.
        KeyMissing: its key is not in the ring.
    """
    if len(head) != HEAD or not head.startswith(MAGIC) or head[4] not in BY_NUMBER:
        raise Damaged
    suite = BY_NUMBER[head[4]]
    secret = ring.key(head[5 : 5 + KEY_ID].hex()).secret
    return suite(derive(secret, f"file/{suite.name}/{head[-SALT:].hex()}", suite.key_bytes))


def nonce_of(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))


class SealingWriter:
    """Writes a file encrypted: `write` as often as there is something, `finish` once. Left unfinished it won't open."""

    def __init__(self, file: BinaryIO, ring: Keyring, suite: type[Suite], about: str) -> None:
        """about: what kind of file it is; it opens only as such."""
        self._file = file
        head = MAGIC + bytes((suite.number,)) + bytes.fromhex(ring.current) + os.urandom(SALT)
        self._about = head + about.encode()
        self._cipher = cipher_of(ring, head)
        self._rest = bytearray()
        self._number = 0
        file.write(head)

    def write(self, content: bytes) -> int:
        self._rest += content
        # The last piece is not known before the end: one is always held back.
        while len(self._rest) > PIECE:
            self._put(bytes(self._rest[:PIECE]), last=False)
            del self._rest[:PIECE]
        return len(content)

    def finish(self) -> None:
        self._put(bytes(self._rest), last=True)
        self._rest.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(nonce_of(self._number, last), piece, self._about))
        self._number += 1


def pieces(file: BinaryIO, ring: Keyring, about: str) -> Iterator[bytes]:
    """The content of an encrypted file, in pieces. What came before a fault is whole and in its place.

    Raises:
        Damaged: (while iterating) it was changed or cut off, or is of another kind.
        KeyMissing: its key is not in the ring.
    """
    head = file.read(HEAD)
    cipher, bound = cipher_of(ring, head), head + about.encode()
    number, piece = 0, file.read(PIECE + TAG)
    while True:
        following = file.read(PIECE + TAG) if len(piece) == PIECE + TAG else b""
        yield cipher.decrypt(nonce_of(number, not following), piece, bound)
        if not following:
            return
        number, piece = number + 1, following


def key_of_file(file: BinaryIO) -> str:
    """The id of the key by which a file is encrypted; "" where it is no such file."""
    head = file.read(HEAD)
    return head[5 : 5 + KEY_ID].hex() if len(head) == HEAD and head.startswith(MAGIC) else ""
