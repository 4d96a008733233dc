"""Pages of the administration: what they do. Who reaches them: tests/permissions."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.queries import assert_constant
from weibao.access.models import DutyAssignment, Unit, User
from weibao.access.services import UNIT_FIELDS, open_account
from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE, System, act
from weibao.machines import mark_of

pytestmark = pytest.mark.django_db

SECURITY, SYSTEM, AUDITOR = "security_admin", "system_admin", "auditor"


def unit_fields(**changed):
    return {
        "name": "云岭县白杨小学", "short_name": "白杨小学", "kind": "school", "area": "620799102", "parent": "",
        "is_active": "on",
    } | changed  # fmt: skip


def test_a_unit_is_added_and_changed(make_user, signed_in):
    client = signed_in(make_user(SYSTEM))
    assert client.post(reverse("access:unit-add"), unit_fields()).status_code == 302
    unit = Unit.objects.get(name="云岭县白杨小学")
    changed = unit_fields(short_name="白小", is_active="", seen=mark_of(unit, *UNIT_FIELDS))
    answer = client.post(reverse("access:unit", args=[unit.pk]), changed)
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert (unit.short_name, unit.is_active) == ("白小", False)
    assert list(Entry.objects.filter(action__startswith="units.").values_list("action", flat=True)) == [
        "units.change",
        "units.add",
    ]


def test_two_units_never_bear_one_name(make_user, signed_in, school):
    answer = signed_in(make_user(SYSTEM)).post(reverse("access:unit-add"), unit_fields(name=school.name))
    assert answer.status_code == 422
    assert Unit.objects.filter(name=school.name).count() == 1


def test_a_unit_never_leaves_the_administrators_area(make_user, signed_in):
    answer = signed_in(make_user(SYSTEM, area="620799101")).post(reverse("access:unit-add"), unit_fields())
    assert answer.status_code == 422
    assert not Unit.objects.filter(name="云岭县白杨小学").exists()


def test_an_account_is_opened_and_its_password_shown_once(make_user, signed_in, office, client):
    admin = signed_in(make_user(SYSTEM))
    page = admin.post(
        reverse("access:account-open"), {"username": "li-si", "name": "李四", "unit": office.pk}
    ).content.decode()
    password = re.search(r"<code[^>]*>([a-z0-9-]{19})</code>", page)[1]
    assert password not in admin.get(reverse("access:account", args=[User.objects.get(username="li-si").pk]))
    client.logout()
    assert client.post(reverse("sign-in"), {"username": "li-si", "password": password}).status_code == 302
    again = admin.post(
        reverse("access:account-open"), {"username": "li-si", "name": "李四", "unit": office.pk}
    )
    assert again.status_code in (302, 422)


def test_who_was_given_a_password_sets_his_own_before_anything_else(client, office):
    _user, password = open_account(actor=CONSOLE, username="li-si", name="李四", unit=office)
    client.post(reverse("sign-in"), {"username": "li-si", "password": password})
    for page in ("workbench", "me", "people:list", "access:log"):
        assert client.get(reverse(page)).url == reverse("access:password")
    page = client.get(reverse("access:password")).content.decode()
    assert "一次性密码" in page
    fields = {
        "old_password": password,
        "new_password1": "青禾的云水-2026-秋天",
        "new_password2": "青禾的云水-2026-秋天",
    }
    assert client.post(reverse("access:password"), fields).url == reverse("workbench")
    assert client.get(reverse("workbench")).status_code == 200
    assert Entry.objects.filter(action="users.own_password").exists()


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("short1", "密码太短，至少要有 12 个字符"),
        ("password1234", "这个密码太常见了"),
        ("zhangxiaoming1", "密码跟 姓名 太相似了"),
    ],
)
def test_a_weak_password_is_refused_in_chinese(make_user, signed_in, new, said):
    user = make_user(name="zhangxiaoming")
    fields = {"old_password": "pass-word-for-tests", "new_password1": new, "new_password2": new}
    answer = signed_in(user).post(reverse("access:password"), fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_changing_the_password_ends_the_other_sessions(make_user, client):
    user = make_user()
    other = type(client)()
    other.force_login(user)
    client.force_login(user)
    new = "青禾的云水-2026-秋天"
    client.post(
        reverse("access:password"),
        {"old_password": "pass-word-for-tests", "new_password1": new, "new_password2": new},
    )
    assert client.get(reverse("workbench")).status_code == 200
    assert other.get(reverse("workbench")).status_code == 302


def test_closing_an_account_acts_on_the_next_request(make_user, signed_in, client):
    user = make_user("reviewer")
    theirs = type(client)()
    theirs.force_login(user)
    assert theirs.get(reverse("people:list")).status_code == 200
    admin = signed_in(make_user(SYSTEM))
    address = reverse("access:account", args=[user.pk])
    assert admin.post(address, {"do": "close"}).status_code == 302
    assert theirs.get(reverse("people:list")).url.startswith("/sign-in/")
    admin.post(address, {"do": "reopen"})
    assert User.objects.get(pk=user.pk).is_active
    assert admin.post(address, {"do": "promote"}).status_code == 404


def test_a_password_is_reset_but_not_an_administrators(make_user, signed_in):
    admin, user, auditor = signed_in(make_user(SYSTEM)), make_user("reviewer"), make_user(AUDITOR)
    shown = admin.post(reverse("access:account", args=[user.pk]), {"do": "password"}).content.decode()
    assert re.search(r"<code[^>]*>[a-z0-9-]{19}</code>", shown)
    answer = admin.post(reverse("access:account", args=[auditor.pk]), {"do": "password"}, follow=True)
    assert "服务器上" in answer.content.decode()
    assert User.objects.get(pk=auditor.pk).check_password("pass-word-for-tests")


def duty_fields(user, **changed):
    return {
        "kind": "reviewer", "unit": user.unit_id, "area": "620799", "purpose": "研判分工（〔2026〕3号）", "ends_on": "",
    } | changed  # fmt: skip


def test_a_duty_is_granted_and_revoked_on_the_page(make_user, signed_in):
    user, admin = make_user(), signed_in(make_user(SECURITY))
    address = reverse("access:user", args=[user.pk])
    until = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    assert admin.post(address, duty_fields(user, ends_on=until.isoformat())).status_code == 302
    duty = DutyAssignment.objects.get(user=user)
    assert (duty.kind, duty.area_id, duty.ends_on) == ("reviewer", "620799", until)
    assert "研判分工" in admin.get(address).content.decode()
    revoke = reverse("access:duty-revoke", args=[duty.pk])
    assert "收回" in admin.get(revoke).content.decode()
    assert admin.post(revoke).status_code == 302
    assert not User.objects.get(pk=user.pk).active_duties
    assert "以往职责" in admin.get(address).content.decode()
    assert admin.post(revoke).status_code == 404


def test_the_page_grants_nobody_a_duty_of_his_own(make_user, signed_in):
    user = make_user(SECURITY)
    admin = signed_in(user)
    address = reverse("access:user", args=[user.pk])
    assert "授予职责</h2>" not in admin.get(address).content.decode()
    answer = admin.post(address, duty_fields(user))
    assert answer.status_code == 422
    assert "另一名安全管理员" in answer.content.decode()
    assert DutyAssignment.objects.filter(user=user).count() == 1


def test_a_duty_needs_a_purpose(make_user, signed_in):
    user = make_user()
    answer = signed_in(make_user(SECURITY)).post(
        reverse("access:user", args=[user.pk]), duty_fields(user, purpose=" ")
    )
    assert answer.status_code == 422


def test_people_are_found_by_duty_and_name(make_user, signed_in):
    make_user("reviewer", name="王审核")
    make_user("liaison", name="赵联络")
    client = signed_in(make_user(SECURITY, name="安全员"))
    found = client.get(reverse("access:users"), {"duty": "reviewer"}).context["table"]
    assert [row.record.name for row in found.rows] == ["王审核"]
    page = client.get(reverse("access:users"), {"q": "赵"}).content.decode()
    assert "成员单位联络员（云岭县）" in page
    assert "王审核" not in page


def entry(action: str, actor=CONSOLE, **detail) -> None:
    with act(actor, action, ability=None) as log:
        log.note(**detail)


def found(client, **chosen):
    return [row.record.action for row in client.get(reverse("access:log"), chosen).context["table"].rows]


def test_the_log_is_filtered_by_who_what_how_and_when(make_user, signed_in):
    client, reader = signed_in(make_user(AUDITOR)), make_user(name="王审核")
    entry("children.open", actor=reader)
    entry("feeds.import", rows=12)
    signed_in(reader).get(reverse("access:log"))
    client = signed_in(User.objects.get(duties__kind=AUDITOR))
    assert found(client, actor="王审核") == ["page.audit.read", "session.open", "children.open"]
    assert found(client, actor="console") == ["feeds.import"]
    assert found(client, action="feeds") == ["feeds.import"]
    assert found(client, outcome="refused") == ["page.audit.read"]
    today = timezone.localdate()
    assert "feeds.import" in found(client, since=today.isoformat(), until=today.isoformat())
    assert found(client, until="2020-01-01") == []
    assert "rows=12" in client.get(reverse("access:log")).content.decode()


def test_the_log_says_whether_its_chain_holds(make_user, signed_in):
    client = signed_in(make_user(AUDITOR))
    for number in range(3):
        entry("feeds.import", rows=number)
    assert "核验无误" in client.get(reverse("access:log")).content.decode()
    whole = client.get(reverse("access:log-chain")).content.decode()
    assert "首尾相接" in whole
    assert Entry.objects.filter(action="audit.verify").exists()
    Entry.objects.filter(action="feeds.import").update(detail={"rows": 9})
    for page in ("log", "log-chain"):
        assert "请立即报告主管部门" in client.get(reverse(f"access:{page}")).content.decode()


def test_the_auditor_of_one_town_reads_nothing(make_user, signed_in):
    entry("feeds.import")
    assert found(signed_in(make_user(AUDITOR, area="620799101"))) == []


def test_what_nobody_worded_shows_by_its_code(make_user, signed_in):
    entry("new_register.add", actor=System("schedule"))
    page = signed_in(make_user(AUDITOR)).get(reverse("access:log")).content.decode()
    assert "new_register.add" in page
    assert Entry.objects.get(action="new_register.add").outcome == Outcome.DONE


def test_my_page_leads_to_changing_the_password(make_user, signed_in):
    assert reverse("access:password") in signed_in(make_user()).get(reverse("me")).content.decode()


def more_people(make_user) -> None:
    for _ in range(12):
        make_user("liaison", "reviewer")


def more_units(county) -> None:
    for number in range(12):
        Unit.objects.create(name=f"云岭县第{number}局", kind="department", area=county)


def test_the_pages_cost_the_same_for_few_and_many(make_user, signed_in, county):
    system, security, auditor = (make_user(duty) for duty in (SYSTEM, SECURITY, AUDITOR))
    make_user("liaison", "reviewer")

    def constant(user, page, grow, *args):
        assert_constant(signed_in(user), reverse(f"access:{page}", args=args), grow, f"access/{page}")

    constant(system, "units", lambda: more_units(county))
    constant(system, "accounts", lambda: more_people(make_user))
    constant(
        system,
        "unit-add",
        lambda: more_units(county) if not Unit.objects.filter(name="云岭县第0局") else None,
    )
    constant(security, "users", lambda: more_people(make_user))
    holder = User.objects.filter(duties__kind="reviewer").first()
    constant(security, "user", lambda: more_people(make_user), holder.pk)
    constant(auditor, "log", lambda: [entry("feeds.import", rows=n) for n in range(20)])
