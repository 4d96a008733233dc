"""Kinds of work that exist only in tests."""

from collections.abc import Callable

import pytest

from weibao.jobs import schedule, services, showing
from weibao.jobs.models import Job


@pytest.fixture(autouse=True)
def own_registries(monkeypatch):
    """Each test declares the kinds, followers, outcomes and scheduled works that it needs."""
    monkeypatch.setattr(services, "_handlers", {})
    monkeypatch.setattr(services, "_followers", services.defaultdict(list))
    monkeypatch.setattr(showing, "_shown", {})
    monkeypatch.setattr(schedule, "_scheduled", {})
    monkeypatch.setattr(schedule, "load_sweeps", lambda: None)


@pytest.fixture
def run(django_capture_on_commit_callbacks) -> Callable[..., Job]:
    """`run(actor=…, kind=…)`: start a job and let the queue work; the job as it stands then."""

    def start_and_work(**job) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            started = services.start_job(**{"title": "试一试", **job})
        started.refresh_from_db()
        return started

    return start_and_work
