"""The key that signs heads of the log: Ed25519 (RFC 8032), in PEM, in a file of its own.

The county may keep it away from the data folder (WEIBAO_AUDIT_KEY_FILE: another disk, a stick that is put in for the
daily signing), so that who takes hold of the data can't sign a rewritten log. SM2 (GB/T 32918) would be the national
choice; no library we may depend on offers it (`cryptography` 50 has SM3 and SM4, not SM2), and one of our own is not to
be trusted. The field `algorithm` of a head says what signed it, so SM2 can come beside.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from weibao.config.private import write_once

ALGORITHM = "ed25519"


class KeyMissing(Exception):
    """There is no key to sign with; the message says where it was looked for and what to do."""


def signing_key() -> Ed25519PrivateKey:
    """The county's key. In its usual place it is made when first needed; a place the county named is never filled
    unasked, for the medium may just not be there.

    Raises:
        KeyMissing: there is none, or the file holds something else.
    """
    file = settings.AUDIT_KEY_FILE
    if not file.exists() and not settings.AUDIT_KEY_KEPT_APART:
        make_key()
    key = kept_key()
    if key is None:
        raise KeyMissing(
            _(
                "读不到操作记录的签名密钥 %(file)s。请接上存放密钥的介质；首次使用请运行 weibao audit key --new 生成。"
            )
            % {"file": file}
        )
    return key


def kept_key() -> Ed25519PrivateKey | None:
    """The county's key where it is at hand; nothing is made."""
    try:
        key = serialization.load_pem_private_key(settings.AUDIT_KEY_FILE.read_bytes(), password=None)
    except (OSError, ValueError):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def make_key() -> bool:
    """Make the key; False where there is a file already, which stays as it is."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return write_once(settings.AUDIT_KEY_FILE, pem.decode())


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public key, 64 hex digits: to be written down where heads are kept."""
    return key.public_key().public_bytes_raw().hex()


def is_signed(content: bytes, signature: str, public_key: str) -> bool:
    """Whether the signature (hex) over the content was made by the key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), content
        )
    except (InvalidSignature, ValueError):
        return False
    return True
