"""Background work of the child file."""

from typing import Any

from weibao.audit.services import Actor
from weibao.jobs.services import Progress, handles
from weibao.people.matching import match_records


@handles("people.match")
def match(progress: Progress, *, actor: Actor) -> dict[str, Any]:
    """Match what is new."""
    return match_records(actor=actor, progress=progress).as_dict()
