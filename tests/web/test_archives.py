"""What leaves the house is encrypted; its password is shown once, apart, and to nobody else."""

import io
import re
import zipfile
from html import unescape
from urllib.parse import quote

import pytest
import pyzipper
from django.core import signing
from django.urls import reverse

from tests.exports import BUTTON, PASSWORD, opened, taken
from weibao.audit.models import Entry
from weibao.web import archives

pytestmark = pytest.mark.django_db
UNITS = "/administration/units/?kind=school&sort=-name&export=xlsx"


def page_of(client, address: str = UNITS) -> tuple[str, str]:
    """Password and address of the button."""
    text = client.get(address).content.decode()
    return PASSWORD.search(text)[1], unescape(BUTTON.search(text)[1])


def test_the_archive_is_aes_256_and_opens_by_the_password_of_its_page(units, keeper):
    password, button = page_of(keeper)
    answer = keeper.get(button)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith(f"attachment; filename*=UTF-8''{quote('单位')}")
    with pyzipper.AESZipFile(io.BytesIO(answer.content)) as archive:
        (member,) = archive.infolist()
        assert member.wz_aes_strength == 3
    name, content = opened(answer.content, password)
    assert re.fullmatch(r"单位 \d{4}-\d\d-\d\d\.xlsx", name)
    assert content.startswith(b"PK")


def test_nothing_of_the_content_can_be_read_without_the_password(units, keeper):
    _password, button = page_of(keeper)
    content = keeper.get(button).content
    with zipfile.ZipFile(io.BytesIO(content)) as plain, pytest.raises((RuntimeError, NotImplementedError)):
        plain.read(plain.namelist()[0])
    with pytest.raises(RuntimeError):
        opened(content, "aaaa-bbbb-cccc-dddd")


def test_each_page_shows_another_password(units, keeper):
    assert page_of(keeper)[0] != page_of(keeper)[0]


def test_the_password_stands_in_no_address_no_session_and_no_log(units, keeper):
    password, button = page_of(keeper)
    keeper.get(button)
    assert password not in button
    assert password not in str(dict(keeper.session))
    assert password not in str(list(Entry.objects.values()))


def test_filters_and_order_go_along_and_cannot_be_changed_under_way(units, keeper):
    _password, button = page_of(keeper)
    assert "kind=school" in button
    # Another list under the same ticket is another export: its page is shown first.
    assert "archive-password" in keeper.get(button.replace("kind=school", "kind=town")).content.decode()


def test_the_button_is_the_readers_own_and_not_good_for_long(units, keeper, make_user, client, monkeypatch):
    _password, button = page_of(keeper)
    other = type(client)()
    other.force_login(make_user("system_admin"))
    assert "archive-password" in other.get(button).content.decode()
    monkeypatch.setattr(archives, "TICKET_SECONDS", -1)
    assert "archive-password" in keeper.get(button).content.decode()


def test_a_forged_ticket_opens_nothing(units, keeper):
    forged = signing.dumps([1, "/administration/units/?export=xlsx", "0"], salt="another")
    answer = keeper.get(f"/administration/units/?export=xlsx&ticket={forged}")
    assert "archive-password" in answer.content.decode()


def test_who_lost_the_duty_meanwhile_gets_no_archive(units, make_user, signed_in):
    user = make_user("system_admin")
    client = signed_in(user)
    _password, button = page_of(client)
    user.duties.all().delete()
    assert client.get(button).status_code == 403


def test_each_archive_is_logged_and_so_is_the_page_before_it(units, keeper):
    _password, button = page_of(keeper)
    keeper.get(button)
    keeper.get(button)
    actions = Entry.objects.filter(action__startswith="lists.").order_by("number")
    assert [(one.action, one.detail["rows"]) for one in actions] == [
        ("lists.offer", 60),
        ("lists.export", 60),
        ("lists.export", 60),
    ]


def test_the_log_itself_is_taken_out_encrypted_too(make_user, signed_in):
    client = signed_in(make_user("auditor"))
    name, _content = taken(client, reverse("access:log"), {"export": "xlsx"})
    assert name.endswith(".xlsx")
