"""Where the outcome of a finished job is shown. Each kind of job says it in its app's `outcomes.py`:

@shows("feeds.import")
def receipt_of(job: Job) -> Outcome:
    return Outcome(_("已导入……"), address=reverse("feeds:receipt", args=[job.result["batch"]]), button=_("查看回执"))
"""

from collections.abc import Callable
from dataclasses import dataclass

from weibao.jobs.models import Job, State


@dataclass(frozen=True)
class Outcome:
    """A whole sentence on what came of it, and the page that shows it (no address: there is none)."""

    sentence: str
    address: str = ""
    button: str = ""


_shown: dict[str, tuple[Callable[[Job], Outcome], Callable[[Job], str] | None]] = {}


def shows(kind: str, *, again: Callable[[Job], str] | None = None):
    """Decorator: this function tells what came of a finished job of that kind, from its `result`.

    again: the address at which a person starts over when it was refused or failed.
    """

    def register(teller: Callable[[Job], Outcome]) -> Callable[[Job], Outcome]:
        _shown[kind] = (teller, again)
        return teller

    return register


def outcome_of(job: Job) -> Outcome | None:
    """What came of a job that was done; None where it was not, or where its kind has nothing to show."""
    teller, _again = _shown.get(job.kind, (None, None))
    return teller(job) if teller and job.state == State.DONE else None


def again_of(job: Job) -> str:
    """Where to start over a job that came to nothing; empty where its kind names no such page."""
    _teller, again = _shown.get(job.kind, (None, None))
    return again(job) if again and job.state in (State.REFUSED, State.FAILED) else ""
