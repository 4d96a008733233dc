"""Signing in and being led back: no names told, no way out of the site, nothing lost in silence."""

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from weibao.audit.models import Entry, Outcome

PASSWORD = "pass-word-for-tests"

pytestmark = pytest.mark.django_db


def enter(client, username: str, password: str, **more):
    return client.post(reverse("sign-in"), {"username": username, "password": password, **more})


def test_a_wrong_password_and_a_name_that_is_not_there_are_told_alike(client, make_user):
    user = make_user()
    answers = [enter(client, user.username, "wrong"), enter(client, "nobody", "wrong")]
    texts = [answer.content.decode().replace(user.username, "nobody") for answer in answers]
    tokens = [answer.context["csrf_token"] for answer in answers]
    cleaned = {text.replace(str(token), "") for text, token in zip(texts, tokens, strict=True)}
    assert len(cleaned) == 1
    assert "账号或密码不对" in texts[0]
    assert "wrong" not in texts[0], "a password is never sent back"


def test_an_account_that_was_closed_is_told_like_a_wrong_password(client, make_user):
    user = make_user()
    user.is_active = False
    user.save()
    assert "账号或密码不对" in enter(client, user.username, PASSWORD).content.decode()


def test_both_outcomes_are_in_the_log(client, make_user):
    user = make_user()
    enter(client, user.username, "wrong")
    enter(client, user.username, PASSWORD)
    outcomes = Entry.objects.filter(action="session.open").order_by("pk").values_list("outcome", "actor")
    assert list(outcomes) == [(Outcome.REFUSED, "system:sign-in"), (Outcome.DONE, f"user:{user.pk}")]


def test_from_the_sign_in_one_is_led_back_to_the_page_one_asked_for(client, make_user):
    wanted = f"{reverse('people:list')}?town=%E9%9D%92"
    leading = client.get(wanted)
    assert leading.url == f"{reverse('sign-in')}?{urlencode({'next': wanted})}"
    assert "登录后回到刚才的页面" in client.get(leading.url).content.decode()
    assert enter(client, make_user().username, PASSWORD, next=wanted).url == wanted


@pytest.mark.parametrize(
    "foreign",
    ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example"],
)
def test_nobody_is_led_out_of_the_site(client, make_user, foreign):
    assert enter(client, make_user().username, PASSWORD, next=foreign).url == reverse("workbench")


def test_what_was_sent_with_an_ended_session_is_said_to_be_lost(client, county):
    page = f"http://testserver{reverse('people:list')}?q=a"
    answer = client.post(reverse("sign-out"), headers={"referer": page})
    assert answer.status_code == 302
    leading = client.post(f"{reverse('people:list')}", headers={"referer": page})
    assert leading.url == f"{reverse('sign-in')}?{urlencode({'next': '/children/?q=a', 'lost': '1'})}"
    assert "刚才提交的内容没有保存" in client.get(leading.url).content.decode()


def test_a_referring_page_of_another_site_is_not_led_back_to(client, county):
    leading = client.post(reverse("people:list"), headers={"referer": "https://elsewhere.example/x"})
    assert leading.url == f"{reverse('sign-in')}?{urlencode({'next': '/', 'lost': '1'})}"


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client, county):
    answer = client.get(
        reverse("jobs:list"),
        headers={"hx-request": "true", "hx-current-url": "http://testserver/jobs/?state=done"},
    )
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == f"{reverse('sign-in')}?{urlencode({'next': '/jobs/?state=done'})}"
    assert not answer.content


def test_signing_out_needs_to_be_meant(make_user, signed_in):
    client = signed_in(make_user())
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).url == reverse("sign-in")
    assert client.get(reverse("workbench")).status_code == 302


def test_who_is_signed_in_is_not_asked_again(make_user, signed_in):
    assert signed_in(make_user()).get(reverse("sign-in")).url == reverse("workbench")


def test_a_duty_that_is_taken_away_is_gone_with_the_next_request(make_user, signed_in):
    user = make_user("analyst")
    client = signed_in(user)
    assert client.get(reverse("people:list")).status_code == 200
    user.duties.all().delete()
    assert client.get(reverse("people:list")).status_code == 403
