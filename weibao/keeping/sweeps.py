"""The worker's pulse, by which the doctor tells that it lives."""

from datetime import timedelta

from weibao.jobs.schedule import scheduled

PULSE = "keeping.pulse"


@scheduled(PULSE, every=timedelta(seconds=30))
def beat() -> str:
    """That it ran at all is what counts: `jobs.schedule` notes when."""
    return ""
