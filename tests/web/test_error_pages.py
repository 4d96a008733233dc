"""What one is told when something is not there, not allowed, too old or broken."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from weibao.web import views

pytestmark = pytest.mark.django_db


def test_no_right_says_whom_to_ask(make_user, signed_in):
    answer = signed_in(make_user("leader")).get(reverse("people:list"))
    assert answer.status_code == 403
    assert "请联系安全管理员授予职责" in answer.content.decode()


def test_not_found_is_told_without_saying_whether_it_exists(make_user, signed_in):
    answer = signed_in(make_user()).get("/no-such-page/")
    assert answer.status_code == 404
    assert "这一页不存在，或不在您的职责范围内。" in answer.content.decode()


def test_a_stranger_who_is_lost_sees_no_menu(client, county):
    text = client.get("/no-such-page/").content.decode()
    assert "没有找到" in text
    assert 'id="menu"' not in text
    assert 'class="tabbar' not in text


def test_a_form_of_another_session_says_that_nothing_was_changed_and_leads_back(make_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    answer = client.post(reverse("sign-out"), headers={"referer": "http://testserver/children/?q=a"})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "页面已过期" in text
    assert 'href="/children/?q=a"' in text
    assert client.get(reverse("workbench")).status_code == 200, "nothing was done"


def test_a_form_sent_from_another_site_is_not_led_back_to_it(make_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    text = client.post(
        reverse("sign-out"), headers={"referer": "https://elsewhere.example/"}
    ).content.decode()
    assert "elsewhere" not in text


def test_a_request_that_makes_no_sense_is_told_in_words(make_user, signed_in):
    answer = signed_in(make_user()).get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("fault", [OSError(28, "no space"), OperationalError("database or disk is full")])
def test_a_full_disk_is_told_as_such(make_user, monkeypatch, fault):
    if isinstance(fault, OperationalError):
        fault.__cause__ = sqlite_says_full()

    def full(*arguments):
        raise fault

    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    monkeypatch.setattr(views, "todos_for", full)
    answer = client.get(reverse("workbench"))
    assert answer.status_code == 507
    assert "磁盘已满，暂时不能保存" in answer.content.decode()


def sqlite_says_full() -> sqlite3.OperationalError:
    """As SQLite itself says it, of a database that may not grow."""
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("PRAGMA max_page_count=2")
        with pytest.raises(sqlite3.OperationalError) as found:
            small.execute("CREATE TABLE t (x)")
            small.execute("INSERT INTO t VALUES (zeroblob(1000000))")
        return found.value


def test_a_broken_database_does_not_break_the_page_that_says_so(make_user, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())

    def broken(*args, **kwargs):
        raise OperationalError("canary-secret")

    monkeypatch.setattr(views, "todos_for", broken)
    monkeypatch.setattr("weibao.web.context.county_of", broken)
    monkeypatch.setattr("weibao.web.context.navigation_for", broken)
    answer = client.get(reverse("workbench"))
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "程序出错了" in text
    assert "canary-secret" not in text
