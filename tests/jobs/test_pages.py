"""The pages of background work: my own only, and what each state tells me to do."""

import uuid

import pytest
from django.urls import reverse

from tests.queries import assert_constant
from weibao.access.duties import DUTY_KINDS
from weibao.jobs.models import Job, State
from weibao.jobs.showing import Outcome, shows


def make_job(user, **fields) -> Job:
    return Job.objects.create(actor=user, **{"kind": "import", "title": "导入“学籍.xlsx”", **fields})


def test_the_pages_ask_a_stranger_to_sign_in(client, make_user):
    for address in (reverse("jobs:list"), make_job(make_user()).get_absolute_url()):
        assert client.get(address).url.startswith(reverse("sign-in"))


@pytest.mark.parametrize("duty", DUTY_KINDS)
def test_whatever_the_duty_a_person_sees_own_jobs_only(make_user, signed_in, duty):
    me, other = make_user(duty), make_user(duty)
    mine, others, nobodys = make_job(me), make_job(other, title="别人的"), make_job(None, title="系统的")
    client = signed_in(me)
    assert client.get(mine.get_absolute_url()).status_code == 200
    for hidden in (others, nobodys):
        assert client.get(hidden.get_absolute_url()).status_code == 404
    listed = client.get(reverse("jobs:list")).content.decode()
    assert "学籍.xlsx" in listed
    assert "别人的" not in listed
    assert "系统的" not in listed


def test_a_job_that_never_was_answers_like_one_of_others(make_user, signed_in):
    client = signed_in(make_user())
    assert client.get(reverse("jobs:detail", args=[uuid.uuid4()])).status_code == 404
    assert client.get(f"{reverse('jobs:list')}not-a-uuid/").status_code == 404


def test_while_it_runs_the_page_shows_how_far_it_is_and_asks_again(make_user, signed_in):
    me = make_user()
    job = make_job(me, state=State.RUNNING, done=30, total=120, step="检查数据")
    page = signed_in(me).get(job.get_absolute_url()).content.decode()
    assert "检查数据" in page
    assert 'value="25"' in page
    assert "刷新进度" in page, "without script a link does it"
    assert 'hx-trigger="every 1s"' in page


def test_asking_again_is_answered_by_a_part_of_the_page_and_only_when_there_is_news(make_user, signed_in):
    me = make_user()
    job, client = make_job(me, state=State.RUNNING, done=1, total=4, step="读取"), signed_in(me)

    def ask(seen: str):
        return client.get(job.get_absolute_url(), {"seen": seen}, HTTP_HX_REQUEST="true")

    assert ask("running 25 读取").status_code == 204
    Job.objects.update(done=2)
    part = ask("running 25 读取")
    assert part.status_code == 200
    assert 'value="50"' in part.content.decode()
    assert "<html" not in part.content.decode()
    Job.objects.update(state=State.DONE)
    assert "hx-get" not in ask("running 50 读取").content.decode(), "what is over is not asked for again"


def test_done_work_leads_to_where_its_outcome_is_shown(make_user, signed_in):
    @shows("import")
    def receipt(job: Job) -> Outcome:
        return Outcome(f"接收 {job.result['accepted']} 行。", "/receipt/", "查看回执")

    me = make_user()
    job = make_job(me, state=State.DONE, result={"accepted": 7})
    page = signed_in(me).get(job.get_absolute_url()).content.decode()
    assert "接收 7 行。" in page
    assert 'href="/receipt/"' in page
    assert (
        "任务已经完成"
        in signed_in(me).get(make_job(me, kind="mute", state=State.DONE).get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("state", [State.REFUSED, State.FAILED])
def test_work_that_came_to_nothing_says_why_and_where_to_start_over(make_user, signed_in, state):
    shows("import", again=lambda job: "/again/")(lambda job: Outcome(""))
    me = make_user()
    job = make_job(me, state=state, message="缺少“姓名”列。")
    page = signed_in(me).get(job.get_absolute_url()).content.decode()
    assert "缺少“姓名”列。" in page
    assert 'href="/again/"' in page
    assert "hx-get" not in page


def test_names_of_files_are_shown_as_text(make_user, signed_in):
    me = make_user()
    make_job(me, title="<script>alert(1)</script>")
    client = signed_in(me)
    for address in (reverse("jobs:list"), Job.objects.get().get_absolute_url()):
        assert "<script>alert" not in client.get(address).content.decode()


def test_the_list_is_filtered_sorted_and_never_exported(make_user, signed_in):
    me = make_user()
    make_job(me, title="成功的", state=State.DONE)
    make_job(me, title="还在跑", state=State.RUNNING)
    client, address = signed_in(me), reverse("jobs:list")
    page = client.get(address, {"state": "done", "sort": "-created_at"}).content.decode()
    assert "成功的" in page
    assert "还在跑" not in page
    assert client.get(address, {"state": "no-such"}).status_code == 200
    assert client.get(address, {"export": "xlsx"}).status_code == 403
    assert client.post(address).status_code == 405


def test_the_pages_cost_the_same_for_few_and_many(make_user, signed_in):
    me = make_user()
    job = make_job(me)
    client = signed_in(me)

    def grow() -> None:
        for _ in range(20):
            make_job(me)

    assert_constant(client, reverse("jobs:list"), grow, "jobs/list")
    assert_constant(client, job.get_absolute_url(), grow, "jobs/detail")
