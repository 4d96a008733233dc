"""Drafts: kept for their writer alone, encrypted, shown by the page of their form, gone once sent."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone

import weibao
from weibao.access.first_steps import PROVED
from weibao.web import drafts
from weibao.web.drafts import drop_expired
from weibao.web.models import Draft

pytestmark = pytest.mark.django_db
TYPED = [["reason", "孩子说了很多，记在这里。", ""], ["agree", True, "on"]]
FORM = "access:unit-add"


@pytest.fixture
def writer(make_user, signed_in, monkeypatch):
    """A client on a page whose form keeps drafts."""
    source = get_template("access/unit.html").template
    assert "{% draft %}" in source.source
    return signed_in(make_user("system_admin"))


def ticket_on(client, address: str | None = None) -> str:
    page = client.get(address or reverse(FORM)).content.decode()
    return re.search(r'name="draft" value="([^"]+)"', page)[1]


def keep(client, ticket: str, content=TYPED):
    said = json.dumps(content) if isinstance(content, list) else content
    return client.post(reverse("draft"), {"draft": ticket, "content": said})


def offered(client, address: str | None = None) -> list | None:
    page = client.get(address or reverse(FORM)).content.decode()
    found = re.search(r'data-saved="([^"]*)"', page)
    return json.loads(found[1].replace("&quot;", '"')) if found else None


def test_what_was_typed_is_offered_again_on_the_page_of_its_form(writer):
    assert offered(writer) is None
    assert keep(writer, ticket_on(writer)).status_code == 204
    assert offered(writer) == TYPED
    later = [["reason", "后来又改了", ""]]
    keep(writer, ticket_on(writer), later)
    assert offered(writer) == later
    assert Draft.objects.count() == 1


def test_it_is_offered_again_after_signing_in_anew_from_another_computer(writer, client):
    keep(writer, ticket_on(writer))
    user = Draft.objects.get().user
    elsewhere = type(client)()
    elsewhere.force_login(user)
    assert offered(elsewhere) == TYPED


def test_another_persons_page_offers_nothing_of_it(writer, make_user, client):
    keep(writer, ticket_on(writer))
    other = type(client)()
    other.force_login(make_user("system_admin"))
    assert offered(other) is None


def test_another_record_has_another_draft(writer, school, office):
    here, there = (reverse("access:unit", args=[one.pk]) for one in (school, office))
    keep(writer, ticket_on(writer, here))
    assert offered(writer, there) is None
    assert offered(writer, here) == TYPED


def test_in_the_database_it_is_encrypted(writer):
    keep(writer, ticket_on(writer))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM web_draft")
        (raw,) = cursor.fetchone()
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        assert "孩子说了很多".encode(encoding) not in bytes(raw)
    assert b"reason" not in bytes(raw)


def test_sent_and_done_it_is_gone_sent_and_refused_it_stays(writer, county):
    ticket = ticket_on(writer)
    keep(writer, ticket)
    fields = {
        "name": "",
        "short_name": "",
        "kind": "school",
        "area": county.pk,
        "parent": "",
        "draft": ticket,
    }
    assert writer.post(reverse(FORM), fields).status_code == 422
    assert Draft.objects.exists()
    assert writer.post(reverse(FORM), fields | {"name": "云岭县新学校"}).status_code == 302
    assert not Draft.objects.exists()


def test_what_the_sign_in_or_a_first_step_keeps_from_being_done_keeps_its_draft(writer, county, client):
    ticket = ticket_on(writer)
    keep(writer, ticket)
    user = Draft.objects.get().user
    fields = {"name": "云岭县新学校", "kind": "school", "area": county.pk, "draft": ticket}
    session = writer.session
    del session[PROVED]
    session.save()
    assert writer.post(reverse(FORM), fields).url == reverse("access:security")
    assert type(client)().post(reverse(FORM), fields).url.startswith("/sign-in/")
    assert Draft.objects.filter(user=user).exists()


def test_the_writer_may_drop_it(writer):
    ticket = ticket_on(writer)
    keep(writer, ticket)
    assert writer.post(reverse("draft"), {"draft": ticket}).status_code == 204
    assert not Draft.objects.exists()


def test_no_address_hands_a_draft_out(writer):
    keep(writer, ticket_on(writer))
    assert writer.get(reverse("draft")).status_code == 405


def test_a_page_that_no_longer_opens_shows_no_draft_either(writer):
    keep(writer, ticket_on(writer))
    Draft.objects.get().user.duties.update(revoked_at=timezone.now())
    answer = writer.get(reverse(FORM))
    assert answer.status_code == 403
    assert "孩子说了很多" not in answer.content.decode()


@pytest.mark.parametrize("content", ["{}", "x", "null", '"text"', "[" + "1," * 150_000 + "1]"])
def test_what_is_no_draft_is_refused(writer, content):
    assert keep(writer, ticket_on(writer), content).status_code == 400
    assert not Draft.objects.exists()


def test_a_forged_ticket_and_anothers_are_refused(writer, make_user, client):
    ticket = ticket_on(writer)
    other = type(client)()
    other.force_login(make_user("system_admin"))
    assert keep(other, ticket).status_code == 400
    assert keep(writer, ticket[:-2]).status_code == 400
    assert not Draft.objects.exists()


def test_nobody_fills_the_disk_with_drafts(writer, monkeypatch, make_user):
    monkeypatch.setattr(drafts, "MOST", 3)
    for number in range(6):
        user = make_user()
        address = reverse("access:unit", args=[user.unit_id]) if number == 5 else f"/x/{number}"
        Draft.objects.create(user_id=writer.session["_auth_user_id"], path=address, content=TYPED)
    keep(writer, ticket_on(writer))
    assert Draft.objects.count() == 3


def test_after_a_week_nobody_comes_back_to_it(writer):
    keep(writer, ticket_on(writer))
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=7, minutes=1))
    assert offered(writer) is None
    assert drop_expired() == 1


WITHOUT = {
    "access/password.html", "access/totp.html", "access/passkey.html", "access/confirm.html",  # secrets
    "access/account_open.html", "access/user.html",  # three short fields, chosen more than typed
    "feeds/receipt.html", "feeds/upload.html",  # files, which no draft can hold
    "candidates/purpose.html", "people/purpose.html", "protection/find_file.html",  # nothing is typed that would be lost
}  # fmt: skip


def test_every_form_into_which_something_is_typed_keeps_drafts():
    missing = []
    for path in Path(weibao.__file__).parent.glob("*/templates/*/*.html"):
        name, source = "/".join(path.parts[-2:]), path.read_text()
        writes = re.search(r'method="post"', source) and re.search(
            r"\{\{ \w*form\w* \}\}|as_field_group|<textarea", source
        )
        if writes and "{% draft" not in source and name not in WITHOUT:
            missing.append(name)
    assert missing == []
