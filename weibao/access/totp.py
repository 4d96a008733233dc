"""Codes of authenticator apps: RFC 6238 with what every app takes for granted (SHA-1, six digits, thirty seconds)."""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from urllib.parse import quote, urlencode

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30
"""Seconds for which a code stands."""
SLACK = 1
"""Steps by which the clock of a telephone may be off."""
DIGITS = 6


def new_secret() -> str:
    """160 bits in base32, as apps read it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    # SHA-1 is what the apps use; HMAC does not rest on what is broken in it.
    return HOTP(base64.b32decode(secret), DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def step_of(secret: str, code: str, *, after: int = 0, now: float | None = None) -> int | None:
    """The time step that the code is of; None where it is wrong, out of time, or of no later step than `after`: it was
    used already."""
    current = int(time.time() if now is None else now) // STEP
    for step in range(current - SLACK, current + SLACK + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address_for_app(secret: str, *, account: str, issuer: str) -> str:
    """What the square code holds: the app shows the account under the issuer."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"


def square_code(text: str) -> str:
    """A QR code as an address that an <img> shows without asking anybody."""
    return segno.make(text, error="m").svg_data_uri(scale=5, border=3, light="#fff")


def in_groups(secret: str) -> str:
    """The secret as a person types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
