"""Break-glass: at once, for hours, flagged to the auditor and the unit in charge, explained, looked at by another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.people.conftest import id_number, opened
from tests.protection.conftest import DANGER, NUMBER, REFUSED
from weibao.access.duties import ADMINISTRATORS, DUTY_KINDS
from weibao.audit.models import Entry
from weibao.audit.patterns import Kind
from weibao.audit.watching import patterns_of
from weibao.machines import CannotAct
from weibao.protection import services
from weibao.protection.models import BreakGlass, GlassState
from weibao.web.workbench import todos_for


def sentences(user) -> str:
    user = type(user).objects.get(pk=user.pk)
    return " ".join(todo.sentence for lines in todos_for(user).values() for todo in lines)


def test_the_file_opens_at_once_and_shuts_by_itself(client, child, broken, officer, monkeypatch):
    client.force_login(officer)
    assert child.name in opened(client, child)
    later = timezone.now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(officer)
    assert client.get(child.get_absolute_url()).status_code == 404


def test_the_auditor_and_the_unit_in_charge_know_at_once(broken, town, other_town, make_user):
    auditor = make_user("auditor")
    assert "紧急查阅" in sentences(town) and "紧急查阅" in sentences(auditor)
    assert "紧急查阅" not in sentences(other_town)
    assert any(one.kind == Kind.GLASS for one in patterns_of(actor=auditor, days=7))


def test_the_auditor_reads_who_and_when_but_no_name(client, child, broken, make_user):
    client.force_login(make_user("auditor"))
    page = client.get("/protection/glass/audit/").content.decode()
    assert "民警丁" in page and "WB-" in page
    assert child.name not in page and NUMBER not in page and "水库" not in page


def test_a_reason_of_a_few_words_opens_nothing(child, officer):
    with pytest.raises(CannotAct, match="至少 20 个字"):
        services.break_glass(actor=officer, id_number=NUMBER, reason="有危险", hours=1)
    assert not BreakGlass.objects.exists()


def test_a_reason_of_blanks_opens_nothing(client, child, officer):
    client.force_login(officer)
    sent = client.post("/protection/glass/", {"id_number": NUMBER, "reason": "危" + " " * 40, "hours": "1"})
    assert sent.status_code == 422 and not BreakGlass.objects.exists()


def test_no_one_opens_for_longer_than_four_hours(child, officer):
    with pytest.raises(CannotAct, match="4 小时"):
        services.break_glass(actor=officer, id_number=NUMBER, reason=DANGER, hours=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.create(user=officer, child=child, reason=DANGER, hours=5)


def test_asking_for_a_number_that_nobody_has_is_logged(county, officer):
    with pytest.raises(CannotAct, match="本县没有"):
        services.break_glass(actor=officer, id_number=id_number("2011-05-06", 17), reason=DANGER, hours=1)
    assert Entry.objects.filter(action="glass.missed", actor=f"user:{officer.pk}").exists()


def test_only_duties_that_read_cases_may(child, make_user):
    for kind in [*ADMINISTRATORS, "leader", "liaison"]:
        with pytest.raises(PermissionDenied):
            services.break_glass(actor=make_user(kind), id_number=NUMBER, reason=DANGER, hours=1)
    for key, kind in DUTY_KINDS.items():
        if "glass.break" in kind.abilities:
            assert "children.view" in kind.abilities, key


def test_it_is_explained_by_who_did_it_and_ends_with_that(client, child, broken, officer, make_user):
    with pytest.raises(REFUSED):
        services.explain_glass(actor=make_user("court"), broken=broken, explanation="不是我。")
    services.explain_glass(actor=officer, broken=broken, explanation="已找到孩子，平安。")
    client.force_login(officer)
    assert client.get(child.get_absolute_url()).status_code == 404
    broken.refresh_from_db()
    assert broken.state == GlassState.EXPLAINED


def test_a_second_person_of_the_unit_in_charge_looks_at_it(broken, officer, town, other_town):
    with pytest.raises(CannotAct, match="还没有说明"):
        services.review_glass(actor=town, broken=broken, justified=True, review="属实。")
    services.explain_glass(actor=officer, broken=broken, explanation="已找到孩子，平安。")
    with pytest.raises(REFUSED):
        services.review_glass(actor=other_town, broken=broken, justified=True, review="属实。")
    services.review_glass(actor=town, broken=broken, justified=True, review="属实。")
    broken.refresh_from_db()
    assert broken.state == GlassState.JUSTIFIED


def test_what_was_not_justified_ends_at_once_and_stays_with_the_auditor(
    client, child, broken, officer, town, make_user
):
    services.review_glass(actor=town, broken=broken, justified=False, review="并无此事。")
    client.force_login(officer)
    assert client.get(child.get_absolute_url()).status_code == 404
    assert "紧急查阅" in sentences(make_user("auditor"))


def test_nobody_reviews_his_own(child, town):
    # 他本来就能看到这名儿童，也不能复核自己的紧急查阅。
    broken = services.break_glass(actor=town, id_number=NUMBER, reason=DANGER, hours=1)
    with pytest.raises(REFUSED):
        services.review_glass(actor=town, broken=broken, justified=True, review="属实。")
