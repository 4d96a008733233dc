"""Reading one definition file strictly: every key known, every reference right, nothing forbidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from weibao.access.models import UnitKind
from weibao.feeds.definitions import CHILD, REPORT_MONTH, ColumnDefinition, FeedDefinition
from weibao.feeds.errors import DefinitionRefused
from weibao.feeds.forbidden import forbidden_kind, forbidden_value
from weibao.feeds.headers import header_key
from weibao.feeds.normalising import KINDS
from weibao.law import article

_FEED_KEYS = {
    "name": str, "title": str, "short_title": str, "owner": str, "senders": dict, "purpose": str, "legal_basis": list,
    "retention_months": int, "cadence": str, "natural_key": list, "child_without_number": list, "columns": list,
    "order": int,
}  # fmt: skip
_COLUMN_KEYS = {
    "name": str, "label": str, "kind": str, "purpose": str, "synonyms": list, "required": bool, "filled_down": bool,
    "values": dict, "open": bool,
}  # fmt: skip
_COLUMN_MUSTS = {"name", "label", "kind", "purpose"}
_IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]{1,38}$")
_DERIVED = {"id_number_raw", "birth_date_written", "sex_written"}
"""Names that the reader itself gives to what it found."""


class _StrictLoader(yaml.SafeLoader):
    """YAML in which a key given twice is a fault, not a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_definition(path: Path) -> FeedDefinition:
    """The definition in a file.

    Raises:
        DefinitionRefused: it can't be read or says something wrong or forbidden.
    """
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        reason = str(fault).replace("\n", " ")
        raise DefinitionRefused(
            _("定义文件 %(file)s 读不出来：%(why)s。请检查是否为 UTF-8 编码的 YAML。")
            % {"file": path.name, "why": reason}
        ) from None
    return _Reader(path.name).feed(written)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, why: str) -> DefinitionRefused:
        return DefinitionRefused(_("定义文件 %(file)s：%(why)s") % {"file": self.file, "why": why})

    def shaped(self, written: Any, keys: Mapping[str, type], musts: set[str], where: str) -> dict[str, Any]:
        """`written` as a mapping of known keys with values of the right type."""
        if not isinstance(written, dict):
            raise self.refuse(_("%(where)s应是“键: 值”的形式。") % {"where": where})
        unknown = [str(key) for key in written if key not in keys]
        missing = [key for key in keys if key in musts and key not in written]
        if unknown:
            raise self.refuse(
                _("%(where)s有不认识的键：%(keys)s。") % {"where": where, "keys": "、".join(unknown)}
            )
        if missing:
            raise self.refuse(_("%(where)s缺少：%(keys)s。") % {"where": where, "keys": "、".join(missing)})
        for key, value in written.items():
            if type(value) is not keys[key] or (key in musts and value in ("", [], {})):
                raise self.refuse(
                    _("%(where)s的 %(key)s 写得不对：%(value)s。")
                    % {"where": where, "key": key, "value": repr(value)}
                )
        return written

    def feed(self, written: Any) -> FeedDefinition:
        said = self.shaped(written, _FEED_KEYS, set(_FEED_KEYS) - {"order"}, _("文件"))
        self.identifier(said["name"])
        columns = tuple(self.column(one) for one in said["columns"])
        names = [column.name for column in columns]
        self.no_header_twice(columns)
        if len(set(names)) < len(names):
            raise self.refuse(_("有两列用了同一个 name。"))
        if "name" not in names:
            raise self.refuse(_("缺少 name（姓名）列，无法知道说的是哪个孩子。"))
        if said["cadence"] not in ("monthly", "event"):
            raise self.refuse(_("cadence 只能是 monthly（每月报送）或 event（发生一起报一起）。"))
        if not 1 <= said["retention_months"] <= 240:
            raise self.refuse(_("retention_months 应在 1 到 240 之间。"))
        self.known(said["natural_key"], {*names, CHILD, REPORT_MONTH}, "natural_key")
        self.known(said["child_without_number"], set(names), "child_without_number")
        if CHILD not in said["natural_key"]:
            raise self.refuse(_("natural_key 必须包含 child。"))
        senders = self.shaped(said["senders"], {"authorities": list, "kinds": list}, set(), "senders")
        kinds = senders.get("kinds", [])
        if set(kinds) - set(UnitKind.values):
            raise self.refuse(
                _("senders 的 kinds 只能是 %(kinds)s。") % {"kinds": "、".join(UnitKind.values)}
            )
        return FeedDefinition(
            name=said["name"],
            title=said["title"],
            short_title=said["short_title"],
            owner=said["owner"],
            purpose=said["purpose"],
            legal_articles=tuple(self.legal_article(one) for one in said["legal_basis"]),
            retention_months=said["retention_months"],
            cadence=said["cadence"],
            natural_key=tuple(said["natural_key"]),
            child_without_number=tuple(said["child_without_number"]),
            columns=columns,
            authorities=frozenset(senders.get("authorities", [])),
            unit_kinds=frozenset(kinds),
            order=said.get("order", FeedDefinition.order),
        )

    def column(self, written: Any) -> ColumnDefinition:
        where = _("列 %(name)s ") % {"name": written.get("name", "") if isinstance(written, dict) else ""}
        said = self.shaped(written, _COLUMN_KEYS, _COLUMN_MUSTS, where)
        self.identifier(said["name"])
        if said["name"] in _DERIVED:
            raise self.refuse(_("%(where)s的名字由系统使用，请换一个。") % {"where": where})
        if said["kind"] not in KINDS:
            raise self.refuse(
                _("%(where)s的 kind 只能是 %(kinds)s。") % {"where": where, "kinds": "、".join(KINDS)}
            )
        values = said.get("values", {})
        if (said["kind"] == "code") != bool(values):
            raise self.refuse(_("%(where)s：kind 为 code 的列要有 values，其他列不能有。") % {"where": where})
        synonyms = said.get("synonyms", [])
        self.texts(synonyms, where + "synonyms")
        spellings = self.spellings(values, where)
        for words in (said["name"], said["label"], *synonyms):
            self.allowed(words, forbidden_kind(words))
        for word in (*values, *spellings):
            self.allowed(f"{said['label']}（{word}）", forbidden_value(word))
        return ColumnDefinition(
            name=said["name"],
            label=said["label"],
            kind=said["kind"],
            purpose=said["purpose"],
            synonyms=tuple(synonyms),
            required=said.get("required", False),
            filled_down=said.get("filled_down", False),
            values=tuple(values),
            spellings=spellings,
            open=said.get("open", False),
        )

    def spellings(self, values: Mapping[str, Any], where: str) -> dict[str, str]:
        """Other word → code; a word that means two codes is a fault."""
        found: dict[str, str] = {}
        self.texts(list(values), where + "values")
        for code, words in values.items():
            self.texts(words, f"{where}values {code}")
            for word in words:
                if word in values or found.get(word, code) != code:
                    raise self.refuse(_("%(where)s的“%(word)s”有两个意思。") % {"where": where, "word": word})
                found[word] = code
        return found

    def no_header_twice(self, columns: tuple[ColumnDefinition, ...]) -> None:
        owner: dict[str, str] = {}
        for column in columns:
            for words in {column.label, *column.synonyms}:
                other = owner.setdefault(header_key(words), column.name)
                if other != column.name:
                    raise self.refuse(
                        _("表头“%(header)s”同时属于 %(one)s 和 %(two)s。")
                        % {"header": words, "one": other, "two": column.name}
                    )

    def legal_article(self, written: Any) -> str:
        said = self.shaped(written, {"law": str, "article": str}, {"law", "article"}, "legal_basis")
        try:
            return str(article(said["law"], said["article"]))
        except LookupError:
            raise self.refuse(
                _("法律依据《%(law)s》%(article)s不在法条清单（law.yaml）里。")
                % {"law": said["law"], "article": said["article"]}
            ) from None

    def allowed(self, words: str, kind: str) -> None:
        if kind:
            raise self.refuse(
                _(
                    "列“%(words)s”属于%(kind)s，依法不得收集（未成年人保护法第4条、个人信息保护法第6条），请删去这一列。"
                )
                % {"words": words, "kind": kind}
            )

    def identifier(self, name: str) -> None:
        if not _IDENTIFIER.match(name):
            raise self.refuse(_("name“%(name)s”只能用小写英文字母、数字和下划线。") % {"name": name})

    def known(self, written: list, names: set[str], where: str) -> None:
        unknown = [str(one) for one in written if one not in names]
        if unknown:
            raise self.refuse(
                _("%(where)s提到了没有的列：%(columns)s。") % {"where": where, "columns": "、".join(unknown)}
            )

    def texts(self, written: Any, where: str) -> None:
        if not isinstance(written, list) or not all(isinstance(one, str) and one.strip() for one in written):
            raise self.refuse(_("%(where)s应是文字的列表（数字要加引号）。") % {"where": where})
