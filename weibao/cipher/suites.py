"""The two suites by which content lies encrypted: SM4-GCM (GB/T 32907, GB/T 36624) and AES-256-GCM (NIST SP 800-38D).

Both bind what they are told about the content (AAD), so that a ciphertext put in another place does not open there.
"""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
TAG = 16
"""Bytes; the tag stands after the ciphertext."""


class Damaged(Exception):
    """A ciphertext does not open where it stands: changed, put in another place, or of another key."""


class Suite(Protocol):
    """An authenticated cipher with its key."""

    number: int
    """In the envelope."""
    name: str
    key_bytes: int

    def __init__(self, key: bytes) -> None: ...

    def encrypt(self, nonce: bytes, plain: bytes, about: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
        """
        Raises:
            Damaged: the content, the nonce or what it is about was changed.
        """


class Sm4Gcm:
    """The default: the national suite (GB/T 39786 asks for approved algorithms)."""

    number = 1
    name = "sm4-gcm"
    key_bytes = 16

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, plain: bytes, about: bytes) -> bytes:
        work = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(about)
        return work.update(plain) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
        if len(sealed) < TAG:
            raise Damaged
        work = Cipher(self._algorithm, modes.GCM(nonce, sealed[-TAG:])).decryptor()
        work.authenticate_additional_data(about)
        try:
            return work.update(sealed[:-TAG]) + work.finalize()
        except InvalidTag:
            raise Damaged from None


class AesGcm:
    """The other suite, for counties whose processors are slow with SM4."""

    number = 2
    name = "aes-256-gcm"
    key_bytes = 32

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def encrypt(self, nonce: bytes, plain: bytes, about: bytes) -> bytes:
        return self._cipher.encrypt(nonce, plain, about)

    def decrypt(self, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
        try:
            return self._cipher.decrypt(nonce, sealed, about)
        except (InvalidTag, ValueError):
            raise Damaged from None


SUITES: dict[str, type[Suite]] = {suite.name: suite for suite in (Sm4Gcm, AesGcm)}
BY_NUMBER: dict[int, type[Suite]] = {suite.number: suite for suite in SUITES.values()}
