"""What is due on its own runs when it is due, once for all that was missed, whatever befalls its neighbours."""

from datetime import UTC, datetime, timedelta

import pytest

from weibao.jobs.models import ScheduledRun
from weibao.jobs.schedule import run_due, scheduled

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def calls() -> list[str]:
    return []


def declare(name: str, calls: list[str], every: timedelta = HOUR) -> None:
    @scheduled(name, every=every)
    def work() -> str:
        calls.append(name)
        return f"第 {len(calls)} 次。"


def test_work_runs_at_once_when_first_seen_then_only_when_due(calls):
    declare("tidy", calls)
    assert run_due(NOON) == ["tidy"]
    assert run_due(NOON + timedelta(minutes=59)) == []
    assert run_due(NOON + HOUR) == ["tidy"]
    assert calls == ["tidy", "tidy"]


def test_each_work_keeps_its_own_time(calls):
    declare("often", calls, timedelta(minutes=10))
    declare("seldom", calls, timedelta(days=1))
    run_due(NOON)
    assert run_due(NOON + timedelta(minutes=10)) == ["often"]


def test_missed_runs_are_caught_up_once(calls):
    declare("tidy", calls)
    run_due(NOON)
    assert run_due(NOON + timedelta(days=3)) == ["tidy"]
    assert run_due(NOON + timedelta(days=3, minutes=1)) == []
    assert len(calls) == 2


def test_what_a_run_did_is_on_its_record(calls):
    declare("tidy", calls)
    run_due(NOON)
    row = ScheduledRun.objects.get(name="tidy")
    assert (row.last_at, row.next_at, row.last_message) == (NOON, NOON + HOUR, "第 1 次。")


def test_one_failing_work_does_not_stop_the_others_and_is_tried_again(calls, caplog):
    @scheduled("broken", every=HOUR)
    def broken() -> str:
        raise OSError("disk is full")

    declare("tidy", calls)
    assert run_due(NOON) == ["broken", "tidy"]
    assert calls == ["tidy"]
    row = ScheduledRun.objects.get(name="broken")
    assert "disk is full" in row.last_message
    assert row.next_at == NOON + HOUR
    assert "scheduled work broken failed" in caplog.text
    assert run_due(NOON + HOUR) == ["broken", "tidy"]
