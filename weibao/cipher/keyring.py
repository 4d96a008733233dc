"""The keyring: a file that holds the keys by which content lies encrypted, kept outside the data folder.

{
  "format": 1,
  "current": "9f0c11d2",
  "keys": {"9f0c11d2": {"secret": HEX, "made": ISO, "retired": ISO or null}},
  "tokens": HEX
}

`keys` holds 32 random bytes for each key; what encrypts is derived from them by suite and use (HMAC-SM3). Of them one is
current: it writes. Retired ones only read, until nothing needs them. `tokens` is a secret of its own: search tokens and
fingerprints are made by it, and stay the same when keys change. Who holds the file reads everything; who has lost it
reads nothing any more, and no one can help him.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from weibao.cipher.suites import BY_NUMBER, NONCE, SUITES, TAG, Damaged, Suite
from weibao.config.private import write_once

FORMAT = 1
SECRET = 32
"""Bytes of a secret."""
KEY_ID = 4
"""Bytes of a key's id: random, so that two keyrings never name two keys alike."""
VERSION = 1
"""Of the envelope."""
HEAD = 2 + KEY_ID
SHORTEST = HEAD + NONCE + TAG


class KeyringFault(Exception):
    """The keyring can't be read, or can't do what was asked; the message says where it lies and what to do."""


class KeyMissing(KeyringFault):
    """The keyring does not hold a key that is needed."""


@dataclass(frozen=True)
class Key:
    """A key of the ring."""

    id: str
    """8 hex digits."""
    secret: bytes = field(repr=False)
    made: datetime
    retired: datetime | None = None


def derive(secret: bytes, use: str, length: int = 32) -> bytes:
    """A key for one use, by HMAC-SM3 of its name under the secret; at most 32 bytes."""
    mac = HMAC(secret, SM3())
    mac.update(f"weibao/{use}".encode())
    return mac.finalize()[:length]


class Writer:
    """A key with a suite, ready to work. The envelope: version, suite, key id, nonce, ciphertext and tag. Nonces are
    random: a key may write some 2^32 contents, more than a county writes in a century."""

    def __init__(self, key: Key, suite: type[Suite]) -> None:
        self.head = bytes((VERSION, suite.number)) + bytes.fromhex(key.id)
        self._cipher = suite(derive(key.secret, f"content/{suite.name}", suite.key_bytes))

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """The envelope of a content. about: where it stands; it opens only with the same words."""
        nonce = os.urandom(NONCE)
        return self.head + nonce + self._cipher.encrypt(nonce, plain, self.head + about)

    def open(self, envelope: bytes, about: bytes) -> bytes:
        """
        Raises:
            Damaged: it was changed, or does not stand where it was written.
        """
        nonce = envelope[HEAD : HEAD + NONCE]
        return self._cipher.decrypt(nonce, envelope[HEAD + NONCE :], self.head + about)


@dataclass(frozen=True)
class Keyring:
    """All keys, read from the file at one time."""

    path: Path
    keys: dict[str, Key]
    current: str
    token_secret: bytes = field(repr=False)
    _writers: dict[tuple[str, int], Writer] = field(default_factory=dict, repr=False, compare=False)
    _readers: dict[bytes, Writer] = field(default_factory=dict, repr=False, compare=False)
    """Derived ciphers are kept as long as the ring: deriving one costs as much as some contents."""

    def writer(self, suite: type[Suite]) -> Writer:
        """What writes: the current key by a suite."""
        return self._writer(self.current, suite)

    def _writer(self, key_id: str, suite: type[Suite]) -> Writer:
        found = self._writers.get((key_id, suite.number))
        if found is None:
            found = self._writers[key_id, suite.number] = Writer(self.key(key_id), suite)
        return found

    def key(self, key_id: str) -> Key:
        """
        Raises:
            KeyMissing: it is not here.
        """
        try:
            return self.keys[key_id]
        except KeyError:
            raise KeyMissing(
                f"密钥文件 {self.path} 里没有编号为 {key_id} 的密钥，用它加密的内容打不开。"
                "请从密钥备份中找回含有这个编号的密钥文件。"
            ) from None

    def reader(self, envelope: bytes) -> Writer:
        """What opens an envelope.

        Raises:
            Damaged: it is no envelope.
            KeyMissing: its key is not here.
        """
        found = self._readers.get(envelope[:HEAD])
        if found is not None:
            return found
        if len(envelope) < SHORTEST or envelope[0] != VERSION or envelope[1] not in BY_NUMBER:
            raise Damaged
        writer = self._writer(key_of(envelope), BY_NUMBER[envelope[1]])
        self._readers[writer.head] = writer
        return writer


def key_of(envelope: bytes) -> str:
    """The id of the key that wrote an envelope."""
    return envelope[2:HEAD].hex()


def new_key() -> Key:
    return Key(secrets.token_hex(KEY_ID), secrets.token_bytes(SECRET), now())


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def make(path: Path) -> bool:
    """Make a keyring with one key (0600); False where there is a file already, which stays as it is."""
    key = new_key()
    return write_once(path, as_text(Keyring(path, {key.id: key}, key.id, secrets.token_bytes(SECRET))))


def read(path: Path) -> Keyring:
    """
    Raises:
        KeyringFault: there is none, or the file holds something else.
    """
    try:
        said = json.loads(path.read_text(encoding="ascii"))
        if said["format"] != FORMAT:
            raise ValueError
        keys = {
            name: Key(
                name,
                secret_from(one["secret"]),
                datetime.fromisoformat(one["made"]),
                datetime.fromisoformat(one["retired"]) if one["retired"] else None,
            )
            for name, one in said["keys"].items()
            if len(bytes.fromhex(name)) == KEY_ID
        }
        if said["current"] not in keys:
            raise ValueError
        return Keyring(path, keys, said["current"], secret_from(said["tokens"]))
    except FileNotFoundError:
        raise KeyringFault(
            f"找不到密钥文件 {path}。请接上存放密钥的介质；首次使用请运行 weibao keys new 生成。"
        ) from None
    except OSError as fault:
        raise KeyringFault(f"读不了密钥文件 {path}：{fault.strerror}。请核对文件的属主和权限。") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyringFault(f"密钥文件 {path} 已损坏。请从密钥备份中恢复，不要重新生成。") from None


def secret_from(written: str) -> bytes:
    secret = bytes.fromhex(written)
    if len(secret) != SECRET:
        raise ValueError
    return secret


def as_text(ring: Keyring) -> str:
    said = {
        "format": FORMAT,
        "current": ring.current,
        "keys": {
            key.id: {
                "secret": key.secret.hex(),
                "made": key.made.isoformat(),
                "retired": key.retired.isoformat() if key.retired else None,
            }
            for key in ring.keys.values()
        },
        "tokens": ring.token_secret.hex(),
    }
    return json.dumps(said, indent=1) + "\n"


def rotated(ring: Keyring) -> Keyring:
    """The ring with a new current key; the former one only reads from then on."""
    key = new_key()
    old = replace(ring.keys[ring.current], retired=now())
    return Keyring(ring.path, ring.keys | {old.id: old, key.id: key}, key.id, ring.token_secret)


def without(ring: Keyring, key_id: str) -> Keyring:
    """The ring without a retired key.

    Raises:
        KeyMissing: it is not there.
        KeyringFault: it is the current one.
    """
    ring.key(key_id)
    if key_id == ring.current:
        raise KeyringFault(f"密钥 {key_id} 正在使用，不能移除。请先运行 weibao keys rotate 换用新密钥。")
    left = {name: key for name, key in ring.keys.items() if name != key_id}
    return Keyring(ring.path, left, ring.current, ring.token_secret)


def change(path: Path, how: Callable[[Keyring], Keyring]) -> Keyring:
    """Change the file as a whole, one process at a time: who reads it meanwhile finds the former or the new one.

    Raises:
        KeyringFault: it can't be read or written.
    """
    import fcntl

    try:
        with path.with_name(f".{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            changed = how(read(path))
            aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
            if not write_once(aside, as_text(changed)):
                raise FileExistsError(17, "同名的临时文件已经存在", str(aside))
            aside.replace(path)
            sync_folder(path.parent)
    except OSError as fault:
        raise KeyringFault(f"密钥文件 {path} 写不进去：{fault.strerror}。原文件没有改动。") from None
    return changed


def sync_folder(folder: Path) -> None:
    """Make sure that a name put into a folder outlives a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def suite_named(name: str) -> type[Suite]:
    """
    Raises:
        KeyringFault: there is no such suite.
    """
    try:
        return SUITES[name]
    except KeyError:
        raise KeyringFault(
            f"没有名为“{name}”的加密套件。WEIBAO_CIPHER 可以是 {'、'.join(SUITES)}。"
        ) from None
