"""What encryption does on its own."""

from datetime import timedelta

from weibao.cipher.resealing import reseal
from weibao.cipher.ring import reread
from weibao.jobs.schedule import scheduled


@scheduled("cipher.reseal", every=timedelta(hours=1))
def reseal_the_rest() -> str:
    """Where keys were retired: encrypt anew what a broken-off job left, or somebody wrote in the very moment."""
    if len(reread().keys) == 1:
        return "没有停用的密钥。"
    done = reseal()
    return f"用现行密钥重新加密 {done.rows} 行，{len(done.damaged)} 行打不开。"
