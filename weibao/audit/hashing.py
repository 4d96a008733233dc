"""Keyed hashes for the log: whether two people searched for the same words can be told, the words can't."""

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.utils.crypto import salted_hmac

LENGTH = 32
"""Characters (hex) kept of the hash: 128 bits."""


def keyed(text: str) -> str:
    """HMAC-SM3 of the text, its blanks and its case folded, under a key derived from the site's secret key."""
    mac = HMAC(salted_hmac("weibao.audit.hashing", "", algorithm="sha256").digest(), SM3())
    mac.update("".join(text.split()).casefold().encode())
    return mac.finalize().hex()[:LENGTH]
