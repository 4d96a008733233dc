"""Second factors: who needs one, that nothing opens before, what is taken and what is not."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from django.urls import reverse

from tests.access.authenticators import Passkey, code_of, options_in
from weibao.access.commands import users
from weibao.access.credentials import FactorKind, SecondFactor
from weibao.access.duties import DUTY_KINDS, Reach
from weibao.access.factors import add_app, check_code, needs_second_factor
from weibao.access.first_steps import PROVED
from weibao.access.models import User
from weibao.access.services import open_account
from weibao.access.totp import new_secret, step_of
from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked_for_second_factor")]
PASSWORD = "pass-word-for-tests"
SECOND = "/sign-in/second/"


def enter(client, user, **more):
    return client.post(reverse("sign-in"), {"username": user.username, "password": PASSWORD, **more})


def with_app(user: User) -> tuple[str, list[str]]:
    """The secret of an authenticator app that the user has set up, and his recovery codes."""
    secret = new_secret()
    codes = add_app(actor=user, secret=secret, code=code_of(secret, later=-1), name="手机", session_key=None)
    return secret, codes


@pytest.fixture
def reviewer(make_user) -> User:
    return make_user("reviewer")


def test_every_duty_that_reads_more_than_totals_asks_for_one():
    free = {name for name, kind in DUTY_KINDS.items() if not kind.second_factor}
    assert all(set(DUTY_KINDS[name].abilities.values()) <= {Reach.TOTALS} for name in free)
    assert {"system_admin", "security_admin", "auditor", "reviewer", "liaison"}.isdisjoint(free)


def test_who_has_none_is_led_to_set_one_up_and_nothing_else_opens(client, reviewer):
    enter(client, reviewer)
    for page in ("workbench", "people:list", "me", "access:units", "jobs:list", "search"):
        assert client.get(reverse(page)).url == reverse("access:security")
    page = client.get(reverse("access:security")).content.decode()
    assert "请先选一种设好" in page
    answer = client.get(reverse("jobs:list"), headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == reverse("access:security")


def test_who_sees_only_totals_needs_none(client, make_user):
    enter(client, make_user("leader"))
    assert client.get(reverse("workbench")).status_code == 200


def test_a_duty_granted_while_signed_in_asks_for_it_with_the_next_request(client, make_user):
    user = make_user("leader")
    enter(client, user)
    user.duties.create(kind="reviewer", unit=user.unit, area_id="620799", purpose="研判")
    assert client.get(reverse("workbench")).url == reverse("access:security")


def test_demonstration_accounts_are_free_of_it_by_the_mark_alone(client, make_user, monkeypatch, tmp_path):
    user = make_user("reviewer")
    User.objects.filter(pk=user.pk).update(username="demo-reviewer")
    user = User.objects.get(pk=user.pk)
    assert needs_second_factor(user), "a name gives nothing"
    monkeypatch.setattr(settings, "DEMO_MARK", tmp_path / "demonstration")
    settings.DEMO_MARK.write_text("{}")
    assert not needs_second_factor(user)
    assert needs_second_factor(make_user("reviewer")), "other accounts need one in a demonstration too"
    enter(client, user)
    assert "只凭公开的密码" in client.get(reverse("access:security")).content.decode()


def set_up_app(client) -> tuple[str, str]:
    """Walk through the page; answers secret and the page after."""
    page = client.get(reverse("access:totp-add")).content.decode()
    secret = re.search(r"user-select-all\">([A-Z2-7 ]+)<", page)[1].replace(" ", "")
    signed = re.search(r'name="secret" value="([^"]+)"', page)[1]
    assert 'src="data:image/svg+xml' in page
    answer = client.post(
        reverse("access:totp-add"), {"secret": signed, "code": code_of(secret), "name": "我的手机"}
    )
    return secret, answer.content.decode()


def test_an_app_is_set_up_and_opens_the_house(client, reviewer):
    enter(client, reviewer)
    secret, after = set_up_app(client)
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", after)) == 10
    assert client.get(reverse("people:list")).status_code == 200
    client.post(reverse("sign-out"))
    assert enter(client, reviewer, next="/children/").url == f"{SECOND}?next=%2Fchildren%2F"
    assert client.get(reverse("workbench")).url.startswith("/sign-in/"), "half a sign-in is none"
    answer = client.post(SECOND, {"code": code_of(secret, later=1), "next": "/children/"})
    assert answer.url == "/children/"
    assert client.get("/children/").status_code == 200
    assert Entry.objects.filter(action="session.open").latest("number").detail == {"second": "totp"}


def test_a_code_is_good_once_and_not_out_of_time(reviewer):
    secret, _codes = with_app(reviewer)
    assert check_code(reviewer, code_of(secret)) == FactorKind.TOTP
    assert check_code(reviewer, code_of(secret)) == "", (
        "a code that was seen over the shoulder is worth nothing"
    )
    assert check_code(reviewer, code_of(secret, later=1)) == FactorKind.TOTP
    assert check_code(reviewer, code_of(secret, later=5)) == ""
    assert step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287082", now=59) == 1, "RFC 6238, appendix B"


def test_a_recovery_code_is_good_once_and_kept_as_a_hash(client, reviewer):
    _secret, codes = with_app(reviewer)
    assert len(codes) == 10
    assert not reviewer.recovery_codes.filter(hashed__contains=codes[0]).exists()
    enter(client, reviewer)
    assert client.post(SECOND, {"code": codes[0].replace("-", " ")}).status_code == 302
    assert "还剩 9 个" in client.get(reverse("workbench")).content.decode()
    client.post(reverse("sign-out"))
    enter(client, reviewer)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 422


def test_the_second_step_waits_after_too_many_wrong_codes(client, reviewer):
    secret, _codes = with_app(reviewer)
    enter(client, reviewer)
    for _ in range(10):
        assert "验证码不对" in client.post(SECOND, {"code": "000000"}).content.decode()
    answer = client.post(SECOND, {"code": code_of(secret)})
    assert "15 分钟后再试" in answer.content.decode()
    assert Entry.objects.filter(action="session.second", outcome=Outcome.REFUSED).count() == 10


def test_the_second_step_is_for_who_gave_the_password_and_not_for_long(client, reviewer):
    secret, _codes = with_app(reviewer)
    assert client.post(SECOND, {"code": code_of(secret)}).url.startswith(reverse("sign-in"))
    enter(client, reviewer)
    session = client.session
    session["pending"] = [*session["pending"][:2], session["pending"][2] - 601]
    session.save()
    assert client.post(SECOND, {"code": code_of(secret)}).url.startswith(reverse("sign-in"))


def add_passkey(client) -> Passkey:
    passkey = Passkey()
    page = client.get(reverse("access:passkey-add"), secure=True).content.decode()
    answer = client.post(
        reverse("access:passkey-add"), {"passkey": passkey.made(options_in(page)), "name": ""}, secure=True
    )
    assert answer.status_code == 200, answer.content.decode()
    assert "恢复码" in answer.content.decode()
    return passkey


def test_a_passkey_is_set_up_and_opens_the_house(client, reviewer):
    enter(client, reviewer)
    passkey = add_passkey(client)
    assert client.get(reverse("people:list")).status_code == 200
    client.post(reverse("sign-out"))
    enter(client, reviewer)
    options = options_in(client.get(SECOND, secure=True).content.decode())
    assert client.post(SECOND, {"passkey": passkey.proved(options)}, secure=True).status_code == 302
    assert client.get(reverse("people:list")).status_code == 200
    assert SecondFactor.objects.get(user=reviewer).signatures == passkey.signatures


def wrong(passkey: Passkey, options: dict) -> dict[str, str]:
    return {
        "another key": replace(Passkey(), id=passkey.id).proved(options),
        "another challenge": passkey.proved(options | {"challenge": "AAAA"}),
        "another site": replace(passkey, origin="https://elsewhere.example").proved(options),
        "a copy": replace(passkey, signatures=0).proved(options),
        "no answer": "{}",
        "no JSON": "x",
    }


@pytest.mark.parametrize(
    "kind", ["another key", "another challenge", "another site", "a copy", "no answer", "no JSON"]
)
def test_what_proves_no_passkey_is_refused(client, reviewer, kind):
    enter(client, reviewer)
    passkey = add_passkey(client)
    SecondFactor.objects.update(signatures=5)
    client.post(reverse("sign-out"))
    enter(client, reviewer)
    options = options_in(client.get(SECOND, secure=True).content.decode())
    answer = client.post(SECOND, {"passkey": wrong(passkey, options)[kind]}, secure=True)
    assert answer.status_code == 422
    assert client.get(reverse("workbench")).status_code == 302


def test_an_answer_to_a_passkeys_challenge_is_good_once(client, reviewer):
    enter(client, reviewer)
    passkey = add_passkey(client)
    client.post(reverse("sign-out"))
    enter(client, reviewer)
    options = options_in(client.get(SECOND, secure=True).content.decode())
    answer = passkey.proved(options)
    assert client.post(SECOND, {"passkey": answer}, secure=True).status_code == 302
    client.post(reverse("sign-out"))
    enter(client, reviewer)
    assert client.post(SECOND, {"passkey": answer}, secure=True).status_code == 422


def test_the_last_factor_stays_where_the_duties_ask_for_one(client, reviewer):
    enter(client, reviewer)
    set_up_app(client)
    factor = reviewer.factors.get()
    address = reverse("access:factor-remove", args=[factor.pk])
    assert "至少保留一种" in client.post(address, follow=True).content.decode()
    assert reviewer.factors.exists()
    add = client.get(reverse("access:passkey-add"), secure=True).content.decode()
    client.post(reverse("access:passkey-add"), {"passkey": Passkey().made(options_in(add))}, secure=True)
    assert client.post(address).status_code == 302
    assert [one.kind for one in reviewer.factors.all()] == [FactorKind.PASSKEY]


def test_nobody_removes_anothers(client, reviewer, make_user):
    with_app(reviewer)
    other = make_user("reviewer")
    enter(client, other)
    set_up_app(client)
    assert client.post(reverse("access:factor-remove", args=[reviewer.factors.get().pk])).status_code == 404


def test_long_after_signing_in_a_change_asks_for_the_password(client, reviewer, monkeypatch):
    enter(client, reviewer)
    set_up_app(client)
    monkeypatch.setattr("weibao.access.pages.security.FRESH_SECONDS", -1)
    address = reverse("access:recovery-codes")
    assert "当前密码" in client.get(address).content.decode()
    assert client.post(address).status_code == 422
    assert client.post(address, {"password": "wrong"}).status_code == 422
    answer = client.post(address, {"password": PASSWORD})
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", answer.content.decode())) == 10


def proved(client, user: User):
    """A client in which the user has shown a second factor."""
    client.force_login(user)
    session = client.session
    session[PROVED] = "in-tests"
    session.save()
    return client


def test_the_security_administrator_resets_with_a_log_entry(client, reviewer, make_user):
    with_app(reviewer)
    theirs = proved(type(client)(), reviewer)
    admin = make_user("security_admin")
    session = proved(client, admin)
    page = session.get(reverse("access:user", args=[reviewer.pk])).content.decode()
    assert "重设第二重验证" in page
    address = reverse("access:user-reset", args=[reviewer.pk])
    assert session.post(address, {"do": "factors"}).status_code == 302
    assert not reviewer.factors.exists()
    assert not reviewer.recovery_codes.exists()
    assert theirs.get(reverse("workbench")).url.startswith("/sign-in/")
    assert Entry.objects.get(action="factors.reset").target == f"access.user:{reviewer.pk}"
    own = reverse("access:user-reset", args=[admin.pk])
    assert "不能对自己的账号" in session.post(own, {"do": "factors"}, follow=True).content.decode()
    auditor = make_user("auditor")
    with_app(auditor)
    session.post(reverse("access:user-reset", args=[auditor.pk]), {"do": "factors"})
    assert auditor.factors.exists(), "administrators' factors are reset by the operator alone"


def test_no_other_duty_resets(client, reviewer, make_user):
    assert (
        proved(client, make_user("system_admin"))
        .post(reverse("access:user-reset", args=[reviewer.pk]))
        .status_code
        == 403
    )


def test_a_given_password_is_changed_before_a_factor_is_set_up(client, office):
    user, password = open_account(actor=CONSOLE, username="li-si", name="李四", unit=office)
    user.duties.create(kind="reviewer", unit=office, area_id="620799", purpose="研判")
    client.post(reverse("sign-in"), {"username": "li-si", "password": password})
    assert client.get(reverse("access:security")).url == reverse("access:password")


def test_a_secret_that_another_person_was_shown_is_not_taken(client, reviewer, make_user):
    enter(client, reviewer)
    page = client.get(reverse("access:totp-add")).content.decode()
    signed = re.search(r'name="secret" value="([^"]+)"', page)[1]
    secret = re.search(r"user-select-all\">([A-Z2-7 ]+)<", page)[1].replace(" ", "")
    other = make_user("reviewer")
    client.post(reverse("sign-out"))
    enter(client, other)
    answer = client.post(reverse("access:totp-add"), {"secret": signed, "code": code_of(secret)})
    assert answer.url == reverse("access:totp-add")
    assert not other.factors.exists()


def test_in_the_database_the_secret_of_an_app_is_encrypted(reviewer):
    secret, _codes = with_app(reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_secondfactor")
        assert secret not in str(cursor.fetchall())
        cursor.execute("SELECT secret FROM access_secondfactor")
        assert secret.encode() not in bytes(cursor.fetchone()[0])


def test_the_operator_resets_an_administrators_factor_at_the_console(make_user):
    auditor = make_user("auditor")
    with_app(auditor)
    said = CliRunner().invoke(users, ["factors", auditor.username])
    assert said.exit_code == 0, said.output
    assert "下次登录时重新设置" in said.output
    assert not auditor.factors.exists()
    assert Entry.objects.get(action="factors.reset").actor == "system:console"
