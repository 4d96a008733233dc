"""Encrypting anew, under the current key, what older keys wrote: in small portions, while everybody works.

A row is only replaced where its ciphertext is still the one that was read, so nobody's writing is lost. Stopped at any
point, the next run finds what is left by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from weibao.cipher.fields import EncryptedField
from weibao.cipher.keyring import HEAD, KEY_ID
from weibao.cipher.ring import reread, seal, writer
from weibao.cipher.streams import key_of_file
from weibao.cipher.suites import Damaged

PORTION = 500
Progress = Callable[[int, int, str], None]


@dataclass
class Resealed:
    """What a run came to."""

    rows: int = 0
    damaged: list[str] = field(default_factory=list)
    """`table:id` of rows that do not open; they stay as they are."""


def binary(content: bytes) -> Any:
    """As the database's driver takes bytes."""
    return connection.Database.Binary(content)  # type: ignore[attr-defined]


def sealed_models() -> Iterator[tuple[type[models.Model], list[EncryptedField]]]:
    """Every table with encrypted columns, histories included."""
    for model in apps.get_models(include_auto_created=True):
        found = [one for one in model._meta.local_concrete_fields if isinstance(one, EncryptedField)]
        if found and not model._meta.proxy and model._meta.managed:
            yield model, found


def anything_sealed() -> bool:
    """Whether any table holds encrypted content; a database without our tables holds none."""
    tables = set(connection.introspection.table_names())
    return any(
        model._base_manager.filter(
            reduce(or_, (Q(**{f"{one.name}__blank": False}) for one in fields))
        ).exists()
        for model, fields in sealed_models()
        if model._meta.db_table in tables
    )


def reseal(tell: Progress | None = None) -> Resealed:
    """Encrypt everything anew that is not under the current key and suite."""
    reread()
    found = list(sealed_models())
    done = Resealed()
    for number, (model, fields) in enumerate(found):
        last: Any = None
        while True:
            if tell:
                tell(number, len(found), "")
            with transaction.atomic():
                last = reseal_portion(model, fields, last, done)
            if last is None:
                break
    if tell:
        tell(len(found), len(found), "")
    return done


def reseal_portion(model: type[models.Model], fields: list[EncryptedField], last: Any, done: Resealed) -> Any:
    """The next rows after a primary key; answers the last one looked at, None where there was none."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = [quote(str(one.column)) for one in fields]
    other = " OR ".join(f"(LENGTH({one}) > 0 AND SUBSTR({one}, 1, {HEAD}) <> %s)" for one in columns)
    after = f"{key} > %s AND " if last is not None else ""
    heads = [binary(writer().head)] * len(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {quote('binding')}, {', '.join(columns)} FROM {table}"  # noqa: S608
            f" WHERE {after}({other}) ORDER BY {key} LIMIT {PORTION}",
            [*([last] if last is not None else []), *heads],
        )
        rows = cursor.fetchall()
        for pk, binding, *envelopes in rows:
            try:
                again = [
                    renewed(one, bytes(binding), bytes(envelope))
                    for one, envelope in zip(fields, envelopes, strict=True)
                ]
            except Damaged:
                done.damaged.append(f"{model._meta.label_lower}:{pk}")
                continue
            changed = [
                (column, new, bytes(old))
                for column, new, old in zip(columns, again, envelopes, strict=True)
                if new is not None
            ]
            cursor.execute(
                f"UPDATE {table} SET {', '.join(f'{column} = %s' for column, _new, _old in changed)}"  # noqa: S608
                f" WHERE {key} = %s AND {' AND '.join(f'{column} = %s' for column, _new, _old in changed)}",
                [*(binary(new) for _c, new, _o in changed), pk, *(binary(old) for _c, _n, old in changed)],
            )
            done.rows += cursor.rowcount
    return rows[-1][0] if rows else None


def renewed(one: EncryptedField, binding: bytes, envelope: bytes) -> bytes | None:
    """The same content under the current key; None where it is under it already, or there is none.

    Raises:
        Damaged: it does not open.
    """
    if not envelope or envelope[:HEAD] == writer().head:
        return None
    return seal(one.encode(one.opened(binding, envelope)), one.about + binding)


def rows_needing(key_id: str) -> int:
    """How many rows a key still opens."""
    head = binary(bytes.fromhex(key_id))
    quote = connection.ops.quote_name
    needing = 0
    with connection.cursor() as cursor:
        for model, fields in sealed_models():
            where = " OR ".join(f"SUBSTR({quote(str(one.column))}, 3, {KEY_ID}) = %s" for one in fields)
            cursor.execute(
                f"SELECT COUNT(*) FROM {quote(model._meta.db_table)} WHERE {where}",  # noqa: S608
                [head] * len(fields),
            )
            needing += cursor.fetchone()[0]
    return needing


def files_needing(key_id: str) -> int:
    """How many files in the data folder a key still opens."""
    return sum(1 for path in Path(settings.DATA_DIR).rglob("*") if path.is_file() and opens(path, key_id))


def opens(path: Path, key_id: str) -> bool:
    try:
        with path.open("rb") as file:
            return key_of_file(file) == key_id
    except FileNotFoundError:
        # Taken in meanwhile.
        return False
