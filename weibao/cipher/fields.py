"""Model fields whose content lies encrypted, bound to table, field and row.

    class Visit(Bound):
        situation = EncryptedTextField(_("现在怎么样"), blank=True)
        history = BoundHistory()

A record decrypts a field when it is first read: a list pays for what it shows. `values()` and `values_list()` answer
`Sealed` contents, to be opened one by one (`plain`). The database can't compare, search or sort by such a field: that is
refused (FieldError), save `isnull` and `blank`; search by tokens (`weibao.cipher.tokens`). Blank content is stored as
nothing, so whether a field is blank can be seen.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Lookup
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from weibao.cipher.keyring import HEAD
from weibao.cipher.models import BINDING
from weibao.cipher.ring import open_envelope, seal, writer
from weibao.cipher.suites import Damaged

COLUMN = re.compile(r'(?:(?P<table>"[^"]+"|\w+)\.)?"[^"]+"')
"""A plain column as the compiler writes it; aliases of tables stand without quotes."""
SEARCHED = ("isnull", "blank")


class Sealed:
    """An encrypted content as it came from the database."""

    __slots__ = ("binding", "envelope", "field")

    def __init__(self, field: EncryptedField, binding: bytes, envelope: bytes) -> None:
        self.field, self.binding, self.envelope = field, binding, envelope

    def open(self) -> Any:
        """
        Raises:
            Damaged: it was changed, or does not stand where it was written.
            KeyMissing: its key is not in the keyring.
        """
        return self.field.opened(self.binding, self.envelope)

    def __str__(self) -> str:
        # Silently writing anything else would be worse.
        raise TypeError(f"{self!r} must be opened first")

    def __repr__(self) -> str:
        return f"<Sealed {self.field.place}>"


def plain(value: Any) -> Any:
    """What `values_list` gave, opened where it is encrypted."""
    return value.open() if type(value) is Sealed else value


class EncryptedAttribute(DeferredAttribute):
    """Opens the content when it is first read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        held = instance.__dict__
        value = held[name] if name in held else super().__get__(instance, cls)
        if type(value) is Sealed:
            value = held[name] = value.open()
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.Field):
    """What the encrypted fields have in common. The model has a `binding` (weibao.cipher.models.Bound)."""

    descriptor_class = EncryptedAttribute
    blank_value: Any = ""

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not any(one.name == "binding" for one in self.model._meta.local_fields):
            found.append(
                checks.Error(
                    "an encrypted field needs a model with a binding (Bound)", obj=self, id="cipher.E001"
                )
            )
        return found

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        self.place = f"{cls._meta.db_table}.{name}"
        self.about = f"{self.place}/".encode()

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, content: bytes) -> Any:
        return content.decode()

    def is_blank(self, value: Any) -> bool:
        return value is None or value == self.blank_value

    def sealed(self, binding: bytes, value: Any) -> bytes:
        """The envelope of a value in the row of that binding; nothing for a blank one."""
        if self.is_blank(value):
            return b""
        return seal(self.encode(value), self.about + binding)

    def opened(self, binding: bytes, envelope: bytes) -> Any:
        """
        Raises:
            Damaged: as `Sealed.open`.
        """
        try:
            return self.decode(open_envelope(envelope, self.about + binding))
        except Damaged:
            raise Damaged(
                _("“%(place)s”的加密内容被改动过，或不是这一行的。请停止使用，从备份恢复，并查明原因。")
                % {"place": self.place}
            ) from None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        name = self.attname
        value = model_instance.__dict__.get(name)
        if value is None:
            value = getattr(model_instance, name)
        binding = bytes(model_instance.binding)  # type: ignore[attr-defined]
        if type(value) is Sealed:
            if value.field is self and value.binding == binding and value.envelope[:HEAD] == writer().head:
                # Nobody has read it, so nobody has changed it.
                return value
            value = value.open()
        if hasattr(value, "resolve_expression"):
            raise FieldError(_("加密的“%(place)s”不能由数据库计算。") % {"place": self.place})
        if value is None and self.null:
            return None
        return Sealed(self, binding, self.sealed(binding, value))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if type(value) is Sealed:
            return connection.Database.Binary(value.envelope)
        if self.is_blank(value):
            return connection.Database.Binary(b"")
        raise FieldError(
            _("加密的“%(place)s”只能随记录保存，不能由数据库比较或批量改写。") % {"place": self.place}
        )

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return self.get_db_prep_value(value, connection)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """With the content comes the binding of its row, whatever asks for it."""
        column = COLUMN.fullmatch(sql)
        if column is None:
            return sql, params
        quote = compiler.connection.ops.quote_name
        table = f"{column['table']}." if column["table"] else ""
        both = f"{table}{quote('binding')} || {sql}"
        # SQLite calls what it joins a text, and would decode it.
        return (f"CAST({both} AS BLOB)" if compiler.connection.vendor == "sqlite" else f"({both})"), params

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        content = bytes(value)
        if len(content) <= BINDING:
            return self.decode_blank()
        return Sealed(self, content[:BINDING], content[BINDING:])

    def decode_blank(self) -> Any:
        return self.blank_value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in SEARCHED:
            return super().get_lookup(lookup_name)
        raise FieldError(
            _("加密的“%(place)s”不能由数据库查找，请用检索标记。")
            % {"place": getattr(self, "place", self.name)}
        )

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(
            _("加密的“%(place)s”不能由数据库查找，请用检索标记。")
            % {"place": getattr(self, "place", self.name)}
        )


@EncryptedField.register_lookup
class Blank(Lookup):
    """`reasons__blank=False`: whether there is any content, which the database sees."""

    lookup_name = "blank"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return "", ()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"LENGTH({column}) {'=' if self.rhs else '>'} 0", params


class EncryptedTextField(EncryptedField, models.TextField):
    """A text of any length."""


class EncryptedCharField(EncryptedField, models.CharField):
    """A short text; `max_length` holds for forms, the column knows no length."""


class EncryptedJSONField(EncryptedField, models.JSONField):
    """A list or dictionary; empty ones are blank."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), cls=self.encoder).encode()

    def decode(self, content: bytes) -> Any:
        return json.loads(content, cls=self.decoder)

    def is_blank(self, value: Any) -> bool:
        return value is None or value == {} or value == []

    def decode_blank(self) -> Any:
        return self.get_default()
