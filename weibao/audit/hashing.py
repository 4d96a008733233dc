"""Keyed hashes for the log: whether two people searched for the same words can be told, the words can't."""

from weibao.cipher.tokens import token

LENGTH = 32
"""Characters (hex) kept of the hash: 128 bits."""


def keyed(text: str) -> str:
    """HMAC-SM3 of the text, its blanks and its case folded, under the token key, which lies outside the data folder."""
    return token("audit.search", "".join(text.split()).casefold())[:LENGTH]
