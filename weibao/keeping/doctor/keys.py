"""The three key files: there, readable to us alone, and not where the data is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from weibao.cipher.keyring import KeyringFault
from weibao.cipher.keyring import read as read_keyring
from weibao.keeping.doctor import Finding, bad, check, good, note
from weibao.keeping.doctor.folders import owner

TOPIC = "密钥"


def looked_at(name: str, path: Path, variable: str, made_by: str) -> Iterator[Finding]:
    """What holds for every key file."""
    if not path.is_file():
        yield bad(
            TOPIC, f"{name} {path} 不在。", f"接上存放密钥的介质，或核对 {variable}；首次使用{made_by}。"
        )
        return
    faults = []
    if path.stat().st_mode & 0o077:
        faults.append(bad(TOPIC, f"{name} {path} 别的账号也能读。", f"运行 chmod 600 {path}。"))
    if path.stat().st_uid != os.geteuid():
        faults.append(
            bad(
                TOPIC,
                f"{name} {path} 的属主是 {owner(path)}，不是运行账号。",
                f"用 chown 改正 {path} 的属主。",
            )
        )
    if path.parent.stat().st_mode & 0o022:
        faults.append(
            bad(TOPIC, f"{name}所在目录 {path.parent} 别的账号也能写。", f"运行 chmod go-w {path.parent}。")
        )
    if path.resolve().is_relative_to(settings.DATA_DIR) and not settings.DEMO_MARK.exists():
        faults.append(
            bad(
                TOPIC,
                f"{name} {path} 在数据目录里：数据目录失窃，密钥一同失窃。",
                f"停下服务，把它移到数据目录之外，用 {variable} 指明新位置，再启动。",
            )
        )
    yield from faults or [good(TOPIC, f"{name} {path} 在位，只有运行账号能读。")]


@check()
def key_files() -> Iterator[Finding]:
    yield from looked_at("加密密钥文件", settings.KEY_FILE, "WEIBAO_KEY_FILE", "运行 weibao keys new 生成")
    yield from looked_at("会话密钥文件", settings.SECRET_KEY_FILE, "WEIBAO_SECRET_KEY_FILE", "启动时自动生成")
    yield from looked_at(
        "记录签名密钥", settings.AUDIT_KEY_FILE, "WEIBAO_AUDIT_KEY_FILE", "运行 weibao audit key --new 生成"
    )


@check()
def keyring() -> Iterator[Finding]:
    if not settings.KEY_FILE.is_file():
        return
    try:
        ring = read_keyring(settings.KEY_FILE)
    except KeyringFault as fault:
        yield bad(TOPIC, str(fault), "从密钥备份中恢复密钥文件；没有它，数据打不开。")
        return
    retired = [key for key in ring.keys.values() if key.retired]
    if retired:
        yield note(
            TOPIC,
            f"有 {len(retired)} 把停用的密钥还在密钥文件里。",
            "weibao keys list 显示没有数据用它、且旧备份都已过期后，运行 weibao keys remove 编号。",
        )
