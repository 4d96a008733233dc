"""Taking a record out of its register with all that depends on it, and what then lies in the archive of it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model
from django.db.models.fields.reverse_related import ForeignObjectRel
from simple_history.models import HistoricalChanges

from weibao.cipher.fields import plain
from weibao.protection.sealing.declaring import forgets, sealable_of

Found = dict[tuple[type[Model], Any], Model]


def whole_of(roots: Iterable[Model]) -> list[Model]:
    """The records with everything that depends on them by a foreign key that may not be empty, and what the apps say
    tells of nothing else; dependents come after what they depend on."""
    found: Found = {}
    gather(roots, found)
    for forget in forgets():
        gather(forget(list(found.values())) or (), found)
    return list(found.values())


def gather(roots: Iterable[Model], found: Found) -> None:
    waiting = deque(roots)
    while waiting:
        record = waiting.popleft()
        key = type(record)._meta.concrete_model or type(record), record.pk
        if key in found:
            continue
        found[key] = record
        for model, field in dependents(type(record)):
            if not field.null:
                waiting.extend(model._base_manager.filter(**{field.name: record}).order_by("pk"))


def dependents(model: type[Model]) -> Iterator[tuple[type[Model], Field]]:
    """The models, with their foreign keys, whose records name a record of this one; histories excepted."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and (relation.one_to_many or relation.one_to_one):
            other = relation.related_model
            if isinstance(other, type) and not other._meta.proxy and not issubclass(other, HistoricalChanges):
                yield other, relation.field


def content_of(record: Model) -> dict[str, Any]:
    """What the archive keeps of one record: for reading, its lines; and all its fields, as they stood."""
    declared = sealable_of(type(record))
    lines = declared.lines(record) if declared else []
    fields = {field.attname: field.value_from_object(record) for field in record._meta.concrete_fields}
    shown = lines or [(label, text) for label, text in told(record) if text]
    kept = json.loads(json.dumps(fields, cls=Plain))
    return {
        "model": record._meta.label_lower,
        "title": str(record._meta.verbose_name),
        "lines": [list(line) for line in shown],
        "fields": kept,
        "versions": versions_of(record),
    }


def told(record: Model) -> Iterator[tuple[str, str]]:
    for field in record._meta.concrete_fields:
        if field.primary_key or not field.verbose_name or field.verbose_name == field.name.replace("_", " "):
            continue
        display = getattr(record, f"get_{field.name}_display", None)
        value = display() if display else getattr(record, field.name)
        yield str(field.verbose_name), "" if value in (None, "", [], {}) else readable(value)


def readable(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values())
    if isinstance(value, list | tuple):
        return "；".join(readable(one) for one in value)
    return str(value)


class Plain(DjangoJSONEncoder):
    """Whatever a field holds, as text where JSON has no kind for it."""

    def default(self, o: Any) -> Any:
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def versions_of(record: Model) -> list[dict[str, Any]]:
    """The record's history, oldest first."""
    manager = history_of(type(record))
    if manager is None:
        return []
    key = record._meta.pk.name
    versions = manager.filter(**{key: record.pk}).order_by("history_date", "history_id")
    return [
        json.loads(json.dumps({name: plain(value) for name, value in version.items()}, cls=Plain))
        for version in versions.values()
    ]


def history_of(model: type[Model]) -> Any:
    name = getattr(model._meta, "simple_history_manager_attribute", None)
    return getattr(model, name) if name else None


def remove(records: Sequence[Model]) -> None:
    """Delete the records and their histories; what may name none of them any more names none."""
    for record in reversed(records):
        for model, field in dependents(type(record)):
            if field.null:
                model._base_manager.filter(**{field.name: record}).update(**{field.name: None})
        key, model = record.pk, type(record)
        record.delete()
        history = history_of(model)
        if history is not None:
            history.filter(**{model._meta.pk.name: key}).delete()
        record.pk = key
