"""What leaves the house leaves it in an archive (WinZip AES-256) whose password is shown apart, once.

First a page says what is about to be taken and shows the password; its button fetches the archive. The password stands
nowhere: the button carries a signed ticket, from which page and archive each derive it under the site's secret key.
"""

from __future__ import annotations

import io
import secrets
from typing import Any

import pyzipper
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise

from weibao.access.passwords import ALPHABET, GROUP, GROUPS
from weibao.access.views import SignedInRequest
from weibao.web.exports import download

TICKET = "ticket"
TICKET_SECONDS = 900
"""So long the archive can be fetched after its password was shown."""
SALT = "weibao.web.archives"
ZIP = "application/zip"


def offer(
    request: SignedInRequest, *, title: str | Promise, rows: int, back: str, **more: Any
) -> HttpResponse:
    """The page that shows the password, with the button that fetches the archive from this same address."""
    ticket = signing.dumps(
        [request.user.pk, address_without_ticket(request), secrets.token_hex(16)], salt=SALT
    )
    query = request.GET.copy()
    query[TICKET] = ticket
    context = {
        "title": title,
        "rows": rows,
        "back": back,
        "password": password_of(ticket),
        "address": f"{request.path}?{query.urlencode()}",
        "minutes": TICKET_SECONDS // 60,
    }
    return render(request, "web/export.html", context | more)


def password_asked_with(request: SignedInRequest) -> str:
    """The password of the archive that is asked for; empty where its page has to be shown first: there is no ticket, or
    it is another reader's, another address's, or out of time."""
    ticket = request.GET.get(TICKET, "")
    try:
        whose, address, _nonce = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return ""
    mine = (whose, address) == (request.user.pk, address_without_ticket(request))
    return password_of(ticket) if mine else ""


def address_without_ticket(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop(TICKET, None)
    return f"{request.path}?{query.urlencode()}"


def password_of(ticket: str) -> str:
    """Some 79 bits in four groups, as a person reads them out."""
    mac = HMAC(salted_hmac(SALT, "", algorithm="sha256").digest(), SM3())
    mac.update(ticket.encode())
    number = int.from_bytes(mac.finalize(), "big")
    signs = []
    for _ in range(GROUPS * GROUP):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, len(signs), GROUP))


def archive_response(content: bytes, name: str, password: str) -> HttpResponse:
    """The file as the one member of an encrypted archive, as a download."""
    return download(sealed(content, name, password), f"{name.rpartition('.')[0] or name}.zip", ZIP)


def sealed(content: bytes, name: str, password: str) -> bytes:
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(
        buffer, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(name, content)
    return buffer.getvalue()
