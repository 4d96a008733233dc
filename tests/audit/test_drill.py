"""Security promise 9 at its full size: 30,000 entries written at once fork nowhere; a million are verified in minutes."""

import resource
import time
from datetime import UTC, datetime

import pytest

from tests.audit.writing_at_once import write_at_once
from weibao.audit.chain import FIRST, Link, seal_of
from weibao.audit.models import Entry
from weibao.audit.verifying import verify

pytestmark = pytest.mark.drill
PROCESSES, EACH = 6, 5_000
MANY = 1_000_000


@pytest.mark.django_db(transaction=True)
def test_thirty_thousand_entries_written_at_once_make_one_chain():
    rate = write_at_once(PROCESSES, EACH)
    print(f"{rate:.0f} entries a second")
    entries = Entry.objects.order_by()
    assert entries.count() == PROCESSES * EACH
    assert entries.values("previous").distinct().count() == PROCESSES * EACH
    assert verify().is_whole


def test_a_million_entries_are_verified_in_minutes_and_little_memory(db):
    Entry.objects.bulk_create(chained(MANY), batch_size=2_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    verdict = verify()
    took = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{MANY} entries verified in {took:.0f} s, {grown:.0f} MB more")
    assert verdict.is_whole
    assert verdict.number == MANY
    assert took < 300
    assert grown < 100


def chained(count: int):
    previous, at = FIRST, datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        link = Link(
            number, at, "user:1", "children.open", f"people.child:{number}", "核实情况", "done", {}, previous
        )
        previous = seal_of(link)
        yield Entry(**link._replace(seal=previous)._asdict())
