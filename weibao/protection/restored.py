"""What was sealed after a backup was made is sealed again when the backup is put back."""

from datetime import datetime

from weibao.keeping.after_restore import after_restore
from weibao.protection.services import seal_again_after


@after_restore("protection.seals")
def seal_again(made_at: datetime) -> str:
    """Seal again what the ledger beside the log's heads names."""
    sealed = seal_again_after(made_at)
    return f"{sealed} 条备份之后封存的记录已重新封存。" if sealed else ""
