"""Background work of encryption."""

from typing import Any

from django.utils.translation import gettext as _

from weibao.audit.services import Actor
from weibao.cipher.resealing import reseal
from weibao.jobs.services import Progress, WorkRefused, handles


@handles("cipher.reseal")
def reseal_all(progress: Progress, *, actor: Actor) -> dict[str, Any]:
    """Encrypt anew what older keys wrote."""
    done = reseal(progress)
    if done.damaged:
        raise WorkRefused(
            _(
                "有 %(n)s 行打不开（%(rows)s），内容可能被改动过。其余已重新加密。请从备份恢复这些行，并查明原因。"
            )
            % {"n": len(done.damaged), "rows": "、".join(done.damaged[:5])}
        )
    return {"rows": done.rows}
