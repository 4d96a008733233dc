"""What a production start refuses of keys."""

from pathlib import Path

from django.conf import settings

from weibao.cipher.keyring import KeyringFault
from weibao.cipher.ring import reread
from weibao.cli import Refused


def refuse_keys_beside_the_data() -> None:
    """Who takes the data folder must not have the keys with it; a demonstration, whose people are invented, may.

    Raises:
        Refused: the keyring lies in the data folder, can't be read, or others may read it.
    """
    try:
        ring = reread()
    except KeyringFault as fault:
        raise Refused(str(fault)) from None
    if settings.DEMO_MARK.exists():
        return
    where = ring.path.resolve()
    if where.is_relative_to(Path(settings.DATA_DIR).resolve()):
        raise Refused(
            f"密钥文件 {where} 在数据目录里，数据一旦失窃，加密等于没有。请把它移到另一个磁盘或介质"
            "（移动，不要重新生成），并用 WEIBAO_KEY_FILE 指明位置后再启动。"
        )
    if where.stat().st_mode & 0o077:
        raise Refused(f"密钥文件 {where} 别的账号也能读。请运行 chmod 600 {where} 后再启动。")
