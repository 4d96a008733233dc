"""Tokens: keyed hashes (HMAC-SM3) by which encrypted content is found, compared and counted without being read.

Each use has a domain of its own, so that equal words of two uses have nothing in common. Who has the keyring can try
words; who has only the database sees which tokens are equal, and no more.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from weibao.cipher.keyring import derive
from weibao.cipher.ring import ring


class Tokens:
    """Makes the tokens of one use."""

    def __init__(self, secret: bytes, domain: str) -> None:
        self._start = HMAC(derive(secret, f"token/{domain}"), SM3())

    def of(self, words: bytes) -> bytes:
        """32 bytes."""
        mac = self._start.copy()
        mac.update(words)
        return mac.finalize()

    def number(self, words: str) -> int:
        """The first 63 bits as a whole number, for a narrow column. Two words share one by chance once in 2^63."""
        mac = self._start.copy()
        mac.update(words.encode())
        return int.from_bytes(mac.finalize()[:8], "big") >> 1


@lru_cache(maxsize=64)
def _tokens(secret: bytes, domain: str) -> Tokens:
    return Tokens(secret, domain)


def tokens(domain: str) -> Tokens:
    """The tokens of a use (its name, such as `feeds.row`) under this installation's token key."""
    return _tokens(ring().token_secret, domain)


def token(domain: str, words: str) -> str:
    """One token, 64 hex digits."""
    return tokens(domain).of(words.encode()).hex()
