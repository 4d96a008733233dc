"""Searching for words as a thief would: in the raw database, its journals and every file, in all the forms they may take."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def forms_of(word: str) -> set[bytes]:
    """The word in each encoding, as it is, in base64 (at each of the three places it may begin) and in hex; and as JSON
    escapes it."""
    found = {word.encode("ascii", "backslashreplace"), word.encode("ascii", "backslashreplace").upper()}
    for encoding in ENCODINGS:
        plain = word.encode(encoding)
        found |= {plain, plain.hex().encode(), plain.hex().upper().encode()}
        for before in range(3):
            written = base64.b64encode(b"\0" * before + plain)
            # The first and the last characters depend on what stands beside.
            sure = written[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
            found |= {sure, sure.translate(bytes.maketrans(b"+/", b"-_"))}
    return {form for form in found if len(form) >= 4}


def found_in(places: Iterable[tuple[str, bytes]], words: Iterable[str]) -> list[str]:
    """`place: word` for every word that stands somewhere, in whatever form."""
    forms = [(word, form) for word in words for form in forms_of(word)]
    return sorted({f"{name}: {word}" for name, content in places for word, form in forms if form in content})


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "keyring" not in path.name:
                yield str(path), path.read_bytes()


def database() -> Iterator[tuple[str, bytes]]:
    """All that the database keeps: its files where they are ours to read, else every column of every table."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        for suffix in ("", "-wal", "-shm", "-journal"):
            path = Path(f"{name}{suffix}")
            if path.exists():
                yield path.name, path.read_bytes()
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for column, value in zip(cursor.description, row, strict=True):
                    if value is not None:
                        content = (
                            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                        )
                        yield f"{table}.{column.name}", content


def tables_filled() -> set[str]:
    return {model._meta.label for model in apps.get_models() if model._base_manager.exists()}
