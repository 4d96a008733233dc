"""Background work: what it is given, what its record says, what follows it."""

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from weibao.audit.services import SCHEDULE
from weibao.jobs.models import Job, State
from weibao.jobs.services import (
    SILENT_FOR,
    Progress,
    WorkRefused,
    end_dead_jobs,
    follows,
    handles,
    run_job,
    start_job,
)


def test_work_gets_its_arguments_and_whoever_started_it(make_user, run):
    given = {}

    @handles("count")
    def count(progress, *, actor, upto):
        given.update(actor=actor, upto=upto)
        return {"counted": upto}

    user = make_user()
    job = run(actor=user, kind="count", upto=3)
    assert given == {"actor": user, "upto": 3}
    assert (job.state, job.result, job.percent) == (State.DONE, {"counted": 3}, 100)
    assert job.ended_at >= job.created_at


def test_what_no_person_starts_runs_as_the_schedule_and_is_nobodys(db, run):
    actors = []

    @handles("sweep")
    def sweep(progress, *, actor):
        actors.append(actor)
        return {}

    assert run(actor=SCHEDULE, kind="sweep").actor is None
    assert actors == [SCHEDULE]


def test_work_waits_for_the_transaction_that_started_it(make_user, django_capture_on_commit_callbacks):
    handles("nothing")(lambda progress, *, actor: {})
    with django_capture_on_commit_callbacks() as waiting:
        job = start_job(actor=make_user(), kind="nothing", title="等一等")
    job.refresh_from_db()
    assert job.state == State.WAITING
    assert len(waiting) == 1


def test_an_unknown_kind_is_a_fault_of_the_program(make_user):
    with pytest.raises(LookupError):
        start_job(actor=make_user(), kind="unheard-of", title="")
    assert not Job.objects.exists()


def test_a_title_is_cut_to_what_a_line_holds(make_user, run):
    handles("nothing")(lambda progress, *, actor: {})
    assert len(run(actor=make_user(), kind="nothing", title="长" * 300).title) == 200


@pytest.mark.parametrize("refusal", [WorkRefused, PermissionDenied])
def test_refused_work_says_why_in_its_own_words(make_user, run, caplog, refusal):
    @handles("refuse")
    def refuse(progress, *, actor):
        raise refusal("第 3 行没有姓名，请补上。")

    job = run(actor=make_user(), kind="refuse")
    assert (job.state, job.message) == (State.REFUSED, "第 3 行没有姓名，请补上。")
    assert job.ended_at
    assert not caplog.records


def test_a_fault_is_logged_and_tells_a_person_what_to_say_never_what_broke(make_user, run, caplog):
    @handles("break")
    def break_down(progress, *, actor):
        raise ZeroDivisionError("a name that no page may show")

    with caplog.at_level(logging.ERROR, logger="weibao.jobs"):
        job = run(actor=make_user(), kind="break")
    assert job.state == State.FAILED
    assert str(job.pk) in job.message
    assert "no page may show" not in job.message
    assert "ZeroDivisionError" in caplog.text


def test_progress_is_written_at_most_twice_a_second_but_each_step_and_the_end_at_once(
    make_user, django_assert_num_queries
):
    progress = Progress(Job.objects.create(actor=make_user(), kind="count", title="数数"))
    with django_assert_num_queries(1):
        for done in range(100):
            progress(done, 1000, "读取")
    with django_assert_num_queries(2):
        progress(100, 1000, "检查")
        progress(1000, 1000, "检查")
    job = Job.objects.get()
    assert (job.done, job.total, job.step) == (1000, 1000, "检查")
    assert job.percent == 99, "only work that is done is a hundred per cent done"


def test_work_that_is_over_is_not_done_again(make_user, run):
    calls = []

    @handles("once")
    def once(progress, *, actor):
        calls.append(1)
        return {}

    job = run(actor=make_user(), kind="once")
    run_job.call(str(job.pk))
    assert calls == [1]


def test_what_follows_is_called_only_after_work_that_was_done(make_user, run):
    followed = []
    handles("good")(lambda progress, *, actor: {"n": 1})

    @handles("bad")
    def bad(progress, *, actor):
        raise WorkRefused("不行")

    for kind in ("good", "bad"):
        follows(kind)(lambda job: followed.append((job.kind, job.state, job.result)))
        run(actor=make_user(), kind=kind)
    assert followed == [("good", State.DONE, {"n": 1})]


def test_a_failing_follower_is_logged_and_changes_nothing_in_what_it_follows(make_user, run, caplog):
    followed = []
    handles("good")(lambda progress, *, actor: {})

    @follows("good")
    def stumble(job):
        raise RuntimeError("stumbled")

    follows("good")(followed.append)
    assert run(actor=make_user(), kind="good").state == State.DONE
    assert len(followed) == 1
    assert "stumbled" in caplog.text


def test_work_whose_process_died_is_ended_so_that_nobody_waits_for_it(make_user):
    user, now = make_user(), timezone.now()

    def running(moved: timedelta) -> Job:
        return Job.objects.create(
            actor=user, kind="import", title="导入", state=State.RUNNING, moved_at=now - moved
        )

    dead, alive = running(SILENT_FOR + timedelta(minutes=1)), running(timedelta(minutes=1))
    assert end_dead_jobs() == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == (State.FAILED, State.RUNNING)
    assert "重新提交" in dead.message
    assert end_dead_jobs() == 0
