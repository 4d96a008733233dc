"""Passwords by OWASP ASVS, and by 网络安全等级保护 where a county switches that on."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from weibao.access.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "pass-word-for-tests"
GOOD = ["青禾的云水-2026-秋天A", "Bo-lang-xi-shui-4", "Gao-shan-liu-5-qu", "Chun-feng-you-6-lv", "Qiu-yue-7-ru-gou", "Dong-xue-8-fei"]  # fmt: skip


def change(client, old: str, new: str):
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("access:password"), fields)


def test_a_long_password_of_small_letters_alone_is_good_by_asvs(make_user, signed_in):
    assert change(signed_in(make_user()), PASSWORD, "correcthorsebatterystaple").status_code == 302


def test_a_password_of_two_hundred_signs_is_taken_whole(make_user, signed_in):
    user, long = make_user(), "ab cd-" * 33
    assert change(signed_in(user), PASSWORD, long).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(long)


@pytest.mark.parametrize("new", ["weibao-20261124", "云岭县综治中心999888", "wo-men-de-未保-001"])
def test_words_of_this_place_are_refused(make_user, signed_in, new):
    answer = change(signed_in(make_user()), PASSWORD, new)
    assert answer.status_code == 422
    assert "容易被猜到" in answer.content.decode()


def test_the_present_password_is_not_a_new_one(make_user, signed_in):
    assert "以前用过" in change(signed_in(make_user()), PASSWORD, PASSWORD).content.decode()


@override_settings(MLPS=True)
@pytest.mark.parametrize(
    ("new", "good"),
    [("correcthorsebatterystaple", False), ("correct-horse-battery", False), ("Correct-horse-battery", True)],
)
def test_by_the_mlps_profile_a_password_mixes_three_kinds_of_signs(make_user, signed_in, new, good):
    answer = change(signed_in(make_user()), PASSWORD, new)
    assert answer.status_code == (302 if good else 422)
    assert good or "至少 3 种" in answer.content.decode()
    assert any("至少 3 种" in text for text in password_validators_help_texts())


@override_settings(MLPS=True)
def test_by_the_mlps_profile_none_of_the_last_five_comes_back(make_user, signed_in):
    user = make_user()
    client = signed_in(user)
    for old, new in zip([PASSWORD, *GOOD], GOOD[:4], strict=False):
        assert change(client, old, new).status_code == 302
    assert "以前用过" in change(client, GOOD[3], GOOD[0]).content.decode()
    assert change(client, GOOD[3], GOOD[4]).status_code == 302
    assert "以前用过" in change(client, GOOD[4], GOOD[0]).content.decode()
    assert change(client, GOOD[4], GOOD[5]).status_code == 302
    assert change(client, GOOD[5], GOOD[0]).status_code == 302
    assert user.used_passwords.count() == 4


def test_without_the_profile_no_password_of_before_is_kept(make_user, signed_in):
    user = make_user()
    client = signed_in(user)
    change(client, PASSWORD, GOOD[0])
    assert not user.used_passwords.exists()
    assert change(client, GOOD[0], PASSWORD).status_code == 302


@pytest.mark.parametrize(("mlps", "led"), [(False, False), (True, True)])
def test_after_ninety_days_the_mlps_profile_asks_for_a_new_password(make_user, signed_in, mlps, led):
    user = make_user()
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(password_set_at=timezone.now() - timedelta(days=91))
    with override_settings(MLPS=mlps):
        answer = client.get(reverse("workbench"))
        assert answer.status_code == (302 if led else 200)
        if led:
            assert answer.url == reverse("access:password")
            assert "已用满期限" in client.get(answer.url).content.decode()
            assert change(client, PASSWORD, GOOD[0]).status_code == 302
            assert client.get(reverse("workbench")).status_code == 200


@override_settings(MLPS=True)
def test_a_password_of_the_console_is_never_older_than_its_account(make_user, signed_in):
    user = make_user()
    assert signed_in(user).get(reverse("workbench")).status_code == 200
    User.objects.filter(pk=user.pk).update(created_at=timezone.now() - timedelta(days=91))
    assert signed_in(user).get(reverse("workbench")).url == reverse("access:password")
