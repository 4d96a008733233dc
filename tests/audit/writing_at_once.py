"""Many processes that write to the log at once, as web workers and the worker for background tasks do."""

import multiprocessing
import time

from django.db import connections

from weibao.audit.services import CONSOLE, act


def write_at_once(processes: int, each: int) -> float:
    """Each process writes so many entries, each in a transaction of its own. Answers entries a second."""
    # A child must open connections of its own: two processes on one would mix what they say.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(processes)
    writers = [context.Process(target=write, args=(gate, each)) for _ in range(processes)]
    started = time.perf_counter()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * processes
    return processes * each / (time.perf_counter() - started)


def write(gate, each: int) -> None:
    gate.wait()
    for number in range(each):
        with act(CONSOLE, "test.act", ability=None) as log:
            log.note(n=number)
    connections.close_all()
