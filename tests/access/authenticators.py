"""What a person holds in his hand: an authenticator app, and a passkey in software (ES256, attestation "none")."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import struct
import time
from dataclasses import dataclass, field
from html import unescape

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from weibao.access.totp import STEP, code_at

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or some steps later."""
    return code_at(secret, int(time.time()) // STEP + later)


def options_in(page: str) -> dict:
    """What a page asks the browser to ask of the authenticator."""
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found, "the page asks for no passkey"
    return json.loads(unescape(found[1]))


@dataclass
class Passkey:
    origin: str = "https://testserver"
    host: str = "testserver"
    signatures: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def data(self, *, attested: bool = False) -> bytes:
        self.signatures += 1
        flags = PRESENT | VERIFIED | (ATTESTED if attested else 0)
        head = hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.signatures)
        if not attested:
            return head
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        return head + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public

    def client_data(self, kind: str, options: dict) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def made(self, options: dict) -> str:
        """The browser's answer after it had the authenticator make this passkey."""
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self.data(attested=True)})
        return self.answer(
            clientDataJSON=self.client_data("webauthn.create", options), attestationObject=attestation
        )

    def proved(self, options: dict) -> str:
        """The browser's answer after the authenticator signed the challenge."""
        said, data = self.client_data("webauthn.get", options), self.data()
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self.answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def answer(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(value) for name, value in response.items()},
                "clientExtensionResults": {},
            }
        )
