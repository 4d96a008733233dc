"""`weibao keys`: the keys by which content lies encrypted."""

import click

from weibao.cli import Refused, emit


@click.group()
def keys() -> None:
    """加密密钥：生成、列出、轮换、移除。

    密钥文件由 WEIBAO_KEY_FILE 指定，须在数据目录之外，并另行备份：丢了密钥文件，谁也打不开数据。
    """


@keys.command()
def new() -> None:
    """在 WEIBAO_KEY_FILE 指定的位置生成密钥文件，已有的不动。"""
    from django.conf import settings

    from weibao.audit.services import CONSOLE
    from weibao.cipher.keyring import KeyringFault
    from weibao.cipher.rotating import make_keyring

    try:
        if not make_keyring(actor=CONSOLE):
            raise Refused(f"密钥文件 {settings.KEY_FILE} 已经存在，没有改动。")
    except KeyringFault as fault:
        raise Refused(str(fault)) from None
    except OSError as fault:
        raise Refused(f"密钥文件 {settings.KEY_FILE} 写不进去：{fault.strerror}。") from None
    click.echo(f"已生成密钥文件 {settings.KEY_FILE}。请立即另存一份到安全的地方：丢了它，数据就打不开了。")


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def list_keys(as_json: bool) -> None:
    """列出密钥的编号、生成和停用时间、还有多少行数据要用它。密钥本身不显示。"""
    from weibao.cipher.keyring import KeyringFault
    from weibao.cipher.resealing import rows_needing
    from weibao.cipher.ring import reread

    try:
        ring = reread()
    except KeyringFault as fault:
        raise Refused(str(fault)) from None
    found = [
        {
            "id": key.id,
            "current": key.id == ring.current,
            "made": key.made.isoformat(),
            "retired": key.retired.isoformat() if key.retired else None,
            "rows": rows_needing(key.id),
        }
        for key in sorted(ring.keys.values(), key=lambda one: one.made)
    ]
    if as_json:
        emit({"file": str(ring.path), "keys": found}, as_json=True)
        return
    click.echo(f"密钥文件 {ring.path}")
    for one in found:
        state = "现行" if one["current"] else f"{one['retired']} 停用"
        click.echo(f"  {one['id']}  {one['made']} 生成，{state}，{one['rows']} 行数据")


@keys.command()
def rotate() -> None:
    """换用新密钥：从此刻起新写入的都用它，原有数据由后台重新加密，期间照常使用。"""
    from weibao.audit.services import CONSOLE
    from weibao.cipher.keyring import KeyringFault
    from weibao.cipher.rotating import rotate as change_key

    try:
        key, _job = change_key(actor=CONSOLE)
    except KeyringFault as fault:
        raise Refused(str(fault)) from None
    click.echo(
        f"已换用密钥 {key.id}。请重新备份密钥文件。后台正在重新加密原有数据，进度见 weibao keys list。"
    )


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def reseal(as_json: bool) -> None:
    """立即用现行密钥重新加密原有数据（平时由后台进行）。"""
    from weibao.cipher.keyring import KeyringFault
    from weibao.cipher.resealing import reseal as encrypt_anew

    try:
        done = encrypt_anew()
    except KeyringFault as fault:
        raise Refused(str(fault)) from None
    emit({"rows": done.rows, "damaged": done.damaged}, as_json=as_json, title="重新加密")
    if done.damaged:
        raise Refused(f"有 {len(done.damaged)} 行打不开，内容可能被改动过。请从备份恢复，并查明原因。")


@keys.command()
@click.argument("key_id")
def remove(key_id: str) -> None:
    """移除停用的密钥。还有数据用它时拒绝；旧备份里用它加密的内容，此后只有另存的密钥文件能打开。"""
    from weibao.audit.services import CONSOLE
    from weibao.cipher.keyring import KeyringFault
    from weibao.cipher.rotating import remove as take_out

    try:
        take_out(actor=CONSOLE, key_id=key_id)
    except KeyringFault as fault:
        raise Refused(str(fault)) from None
    click.echo(f"已移除密钥 {key_id}。")
