"""Chinese first; traditional characters and English one press away, also before signing in."""

import pytest
from django.urls import reverse
from django.utils import translation

from weibao.web.templatetags.weibao import zh_date

pytestmark = pytest.mark.django_db


def switch(client, language: str, back: str):
    return client.post(reverse("set_language"), {"language": language, "next": back})


def test_the_first_page_is_in_simplified_chinese(client, county):
    text = client.get(reverse("sign-in")).content.decode()
    assert '<html lang="zh-CN">' in text
    assert "登录" in text


@pytest.mark.parametrize(("language", "tag"), [("zh-hant", "zh-TW"), ("en", "en"), ("zh-hans", "zh-CN")])
def test_the_language_is_switched_without_an_account_and_kept(client, county, language, tag):
    assert switch(client, language, reverse("sign-in")).url == reverse("sign-in")
    assert f'<html lang="{tag}">' in client.get(reverse("sign-in")).content.decode()


def test_the_switch_leads_nobody_out_of_the_site(client, county):
    assert switch(client, "en", "https://elsewhere.example/").url == "/"


def test_a_language_that_is_not_offered_changes_nothing(client, county):
    switch(client, "fr", "/sign-in/")
    assert '<html lang="zh-CN">' in client.get(reverse("sign-in")).content.decode()


def test_the_choice_is_marked_and_every_choice_is_in_its_own_language(make_user, signed_in):
    text = signed_in(make_user()).get(reverse("me")).content.decode()
    assert 'value="en" lang="en"' in text
    assert 'value="zh-hans" lang="zh-CN" aria-current="true"' in text


def test_dates_are_written_as_the_language_writes_them():
    from datetime import date

    assert zh_date(date(2025, 12, 31)) == "2025年12月31日"
    with translation.override("en"):
        assert zh_date(date(2025, 12, 31)) == "2025-12-31"
