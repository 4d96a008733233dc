"""Background work of the child file."""

from typing import Any

from django.utils.translation import gettext as _

from weibao.audit.services import SCHEDULE, Actor
from weibao.jobs.models import Job, State
from weibao.jobs.services import Progress, follows, handles, start_job
from weibao.people.matching import match_records


@handles("people.match")
def match(progress: Progress, *, actor: Actor) -> dict[str, Any]:
    """Match what is new."""
    return match_records(actor=actor, progress=progress).as_dict()


@follows("feeds.import")
def match_what_came(delivered: Job) -> None:
    """Matching follows an import by itself, in nobody's name: who delivers need not hold `links.review`. One run
    takes all that came before it, so several deliveries at once wait for one."""
    if not Job.objects.filter(kind="people.match", actor=None, state=State.WAITING).exists():
        start_job(actor=SCHEDULE, kind="people.match", title=_("匹配新导入的数据"))
