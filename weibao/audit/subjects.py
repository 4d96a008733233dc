"""How the log, which knows nothing of children, is told what a pattern needs to know of them.

    @tells_of_children
    def told(children: Collection[int]) -> Mapping[int, Child]: ...

in the one app that keeps their files, in its `subjects.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from weibao.audit.patterns import Child

Telling = Callable[[Collection[int]], Mapping[int, Child]]
_tellings: list[Telling] = []
CHILD = "people.child"
AT_ONCE = 500


def tells_of_children(telling: Telling) -> Telling:
    """Decorator: this function tells of children, by primary key."""
    _tellings.append(telling)
    return telling


def told_children(children: Collection[int]) -> dict[int, Child]:
    """What is known of the children; one whose file is gone is left out."""
    found: dict[int, Child] = {}
    for telling in _tellings:
        found.update(telling(children))
    return found


def children_of(targets: Iterable[str]) -> dict[str, int]:
    """Of which child each target of the log is: the file itself, or a record that has a child."""
    by_model: dict[str, list[int]] = {}
    for target in set(targets):
        label, _, key = target.partition(":")
        if key.isdigit():
            by_model.setdefault(label, []).append(int(key))
    found: dict[str, int] = {}
    for label, keys in by_model.items():
        pairs = zip(keys, keys, strict=True) if label == CHILD else owners(label, keys)
        found.update((f"{label}:{key}", child) for key, child in pairs)
    return found


def owners(label: str, keys: list[int]) -> Iterable[tuple[int, int]]:
    """(primary key, child) of the records of a model that has a child; nothing of others."""
    try:
        model = apps.get_model(label)
        model._meta.get_field("child")
    except (LookupError, ValueError, FieldDoesNotExist):
        return
    for start in range(0, len(keys), AT_ONCE):
        some = model._default_manager.filter(pk__in=keys[start : start + AT_ONCE], child__isnull=False)
        yield from some.order_by().values_list("pk", "child")
