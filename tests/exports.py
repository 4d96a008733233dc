"""Taking something out of the house as a person does: the page with the password, then the archive."""

from __future__ import annotations

import io
import re
from html import unescape

import pyzipper
from openpyxl import Workbook, load_workbook

PASSWORD = re.compile(r'id="archive-password">([a-z0-9-]{19})<')
BUTTON = re.compile(r'href="([^"]*[?&;]ticket=[^"]*)"')


def opened(archive: bytes, password: str) -> tuple[str, bytes]:
    """Name and content of the one file in an encrypted archive."""
    with pyzipper.AESZipFile(io.BytesIO(archive)) as found:
        (name,) = found.namelist()
        return name, found.read(name, pwd=password.encode())


def taken(client, address: str, query: dict | None = None) -> tuple[str, bytes]:
    """Name and content of the file that an address hands out, in plain."""
    page = client.get(address, query or {})
    assert page.status_code == 200, page.status_code
    text = page.content.decode()
    password, button = PASSWORD.search(text), BUTTON.search(text)
    assert password, f"{address} shows no password"
    assert button, f"{address} has no button"
    archive = client.get(unescape(button[1]))
    assert archive["Content-Type"] == "application/zip"
    return opened(archive.content, password[1])


def exported(client, address: str, query: dict | None = None) -> Workbook:
    """The workbook that a list is exported as."""
    return load_workbook(io.BytesIO(taken(client, address, (query or {}) | {"export": "xlsx"})[1]))
