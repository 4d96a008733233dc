"""Changing keys while the system runs, and removing those that nothing needs any more."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from weibao.audit.services import Actor, act
from weibao.cipher import keyring
from weibao.cipher.keyring import Key, KeyringFault, change, now
from weibao.cipher.resealing import files_needing, rows_needing
from weibao.cipher.ring import reread
from weibao.jobs.models import Job
from weibao.jobs.services import start_job

RESTING = timedelta(days=1)
"""How long a key rests after it was retired before it may be removed: whoever wrote by it just then is done by then."""


def make_keyring(*, actor: Actor) -> bool:
    """Make the keyring where there is none; False where there is one, which stays."""
    settings.KEY_FILE.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = keyring.make(settings.KEY_FILE)
    with act(actor, "keys.make", ability=None) as log:
        log.note(key=reread().current, made=made)
    return made


def rotate(*, actor: Actor) -> tuple[Key, Job]:
    """A new key writes from now on, in every running process; a job encrypts anew what the former ones wrote.

    Raises:
        KeyringFault: the file can't be read or written.
    """
    change(settings.KEY_FILE, keyring.rotated)
    ring = reread()
    with act(actor, "keys.rotate", ability=None) as log:
        log.note(key=ring.current)
        job = start_job(actor=actor, kind="cipher.reseal", title="用新密钥重新加密")
    return ring.keys[ring.current], job


def remove(*, actor: Actor, key_id: str) -> None:
    """Take a retired key out of the ring. What backups hold under it can't be read from then on, unless the former
    keyring was kept.

    Raises:
        KeyringFault: it is unknown or current, was retired just now, or something still needs it.
    """
    ring = reread()
    keyring.without(ring, key_id)
    retired = ring.key(key_id).retired
    if retired is None or now() - retired < RESTING:
        raise KeyringFault(f"密钥 {key_id} 停用还不满 24 小时，可能有写入尚未完成，请明天再移除。")
    rows, files = rows_needing(key_id), files_needing(key_id)
    if rows or files:
        raise KeyringFault(
            f"还有 {rows} 行数据、{files} 个文件用密钥 {key_id} 加密，不能移除。"
            "请等后台重新加密完成（weibao keys reseal 可立即进行）后再试。"
        )
    with act(actor, "keys.remove", ability=None) as log:
        log.note(key=key_id)
        change(settings.KEY_FILE, lambda one: keyring.without(one, key_id))
    reread()
