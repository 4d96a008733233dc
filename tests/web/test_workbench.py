"""The workbench: three columns of sentences, what my unit has open, what came in since I was here."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from weibao.access.models import User
from weibao.web import workbench
from weibao.web.workbench import Column, Tally, Todo, changes_for, loops_for, todos_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_declared(monkeypatch):
    for name in ("_sources", "_loops", "_changes"):
        monkeypatch.setattr(workbench, name, [])


def day(offset: int):
    return timezone.localdate() + timedelta(days=offset)


def test_what_is_due_later_is_for_today_what_was_due_is_overdue_what_others_owe_waits(make_user):
    workbench.todo_source(
        lambda user: [
            Todo("乙", "/b/", "办理", due=day(3)),
            Todo("甲", "/a/", "办理", due=day(0)),
            Todo("无期限", "/n/", "办理"),
            Todo("过期", "/o/", "办理", due=day(-1)),
            Todo("等人", "/w/", "查看", due=day(-9), waiting=True),
        ]
    )
    columns = todos_for(make_user())
    assert [todo.sentence for todo in columns[Column.TODAY]] == ["甲", "乙", "无期限"], (
        "the earliest due first"
    )
    assert [todo.sentence for todo in columns[Column.OVERDUE]] == ["过期"]
    assert [todo.sentence for todo in columns[Column.WAITING]] == ["等人"], "whose delay it is, that it is"


def test_each_line_is_a_sentence_and_a_button_that_opens(make_user, signed_in):
    workbench.todo_source(lambda user: [Todo("核对 3 行数据。", "/children/review/", "去核对", count=3)])
    text = signed_in(make_user()).get(reverse("workbench")).content.decode()
    assert "核对 3 行数据。" in text
    assert re.search(r'href="/children/review/">去核对<', text)


def test_a_long_column_shows_its_first_eight_and_folds_the_rest(make_user, signed_in):
    workbench.todo_source(lambda user: [Todo(f"第 {n:02d} 件", f"/{n}/", "办理") for n in range(20)])
    text = signed_in(make_user()).get(reverse("workbench")).content.decode()
    assert "20 件" in text
    shown, folded = text.split("<summary>还有 12 件</summary>")
    assert "第 07 件" in shown
    assert "第 08 件" in folded


def test_empty_columns_say_that_nothing_is_to_be_done(make_user, signed_in):
    text = signed_in(make_user()).get(reverse("workbench")).content.decode()
    for words in (
        "今天没有要办的事。",
        "没有逾期的事。",
        "没有等待他人的事。",
        "本单位没有未办结的事项。",
        "没有新的变化。",
    ):
        assert words in text


def test_counts_of_none_are_not_shown(make_user):
    workbench.loop_source(lambda user: [Tally("隔离的行", 0, "/a/"), Tally("未答复的核实", 2, "/b/")])
    workbench.change_source(lambda user, since: [Tally("新增预警", 0, "/c/")])
    user = make_user()
    assert [tally.title for tally in loops_for(user)] == ["未答复的核实"]
    assert changes_for(user, day(0)) == []


def test_changes_are_counted_from_the_sign_in_before_this_one(make_user, client):
    asked = []
    workbench.change_source(lambda user, since: asked.append(since) or [Tally("新增预警", 4, "/candidates/")])
    user = make_user()
    before = timezone.now() - timedelta(days=2)
    User.objects.filter(pk=user.pk).update(last_login=before)
    client.post(reverse("sign-in"), {"username": user.username, "password": "pass-word-for-tests"})
    text = client.get(reverse("workbench")).content.decode()
    assert asked == [timezone.localdate(before)]
    assert "上次登录" in text
    assert "新增预警" in text


def test_on_the_first_visit_the_last_seven_days_are_told(make_user, client):
    asked = []
    workbench.change_source(lambda user, since: asked.append(since) or [])
    user = make_user()
    client.post(reverse("sign-in"), {"username": user.username, "password": "pass-word-for-tests"})
    assert "最近七天的变化" in client.get(reverse("workbench")).content.decode()
    assert asked == [day(-7)]
