"""How a register is sealed: its app declares it once, in its `sealing.py`, which is loaded with it.

    @sealable(Tier)
    class SealedTier(Sealable[Tier]):
        def kind(self, record): ...       # which kind of the law's it is; None: none
        def ended_on(self, record): ...   # the day that ended the matter; None: it stands open

Every model with the policy of a child's record must be declared, go along with one that is, or say why it needs
neither (`OPEN`, tests/protection/test_sealed_declared.py). What must forget a sealed record without depending on it by
a foreign key says so:

    @when_sealed
    def forget(records: Sequence[Model]) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet

from weibao.access.policies import policy_of
from weibao.cipher.tokens import token
from weibao.people.models import Child
from weibao.people.policies import ChildRecordPolicy
from weibao.protection.sealing.kinds import Kind

M = TypeVar("M", bound=Model)


class Sealable(Generic[M]):
    """One register. What is not overridden follows from the model's policy."""

    model: type[M]

    def of_child(self, child: Child) -> QuerySet[M]:
        """The records of a child."""
        policy = policy_of(self.model)
        assert isinstance(policy, ChildRecordPolicy)
        return self.model._default_manager.filter(**{policy.child: child})

    def ended(self) -> QuerySet[M]:
        """The records that may be due: those whose matter has ended, as far as the database tells."""
        return self.model._default_manager.all()

    def children(self, record: M) -> list[Child]:
        """Whose record it is."""
        policy = policy_of(self.model)
        assert isinstance(policy, ChildRecordPolicy)
        owner: Any = record
        for step in policy.child.split("__"):
            owner = getattr(owner, step)
        return [owner]

    def kind(self, record: M) -> Kind | None:
        """Which kind of the law's it is; None: none, it is sealed only along with one."""
        return None

    def ended_on(self, record: M) -> date | None:
        """The day that ended the matter, from which the clock runs; None while it stands open, or nothing here tells."""
        return None

    def may_be_sealed(self, record: M) -> bool:
        """Whether an authority's notice may seal it now, and its child's coming of age does."""
        return self.ended_on(record) is not None

    def goes_along(self, record: M) -> bool:
        """Whether it is material of help and evaluation that is sealed along with the child's records (实施办法)."""
        return False

    def whole(self, record: M) -> list[M]:
        """The record with other records that tell the same, such as its earlier versions."""
        return [record]

    def lines(self, record: M) -> list[tuple[str, str]]:
        """What it says, each with its label, for who may open it; empty: all its fields."""
        return []


_declared: dict[type[Model], Sealable] = {}
Forget = Callable[[Sequence[Model]], Iterable[Model] | None]
_forgets: list[Forget] = []
Count = Callable[[Sequence[Model]], Iterable[tuple[str, int, str]]]
_counts: list[Count] = []


def sealable(model: type[M]) -> Callable[[type[Sealable[M]]], type[Sealable[M]]]:
    """Class decorator: this says how records of that model are sealed."""

    def declared(kind: type[Sealable[M]]) -> type[Sealable[M]]:
        if model in _declared:
            raise ImproperlyConfigured(f"{model._meta.label} is declared sealable twice")
        kind.model = model
        _declared[model] = kind()
        return kind

    return declared


def when_sealed(forget: Forget) -> Forget:
    """Decorator: asked before records are sealed, with all of them; removes what it derived from them. It may answer
    records that tell of nothing else and are to be sealed along."""
    _forgets.append(forget)
    return forget


def counts_sealed(count: Count) -> Count:
    """Decorator: asked before records are sealed; answers in which figures they count: (figure, year, who)."""
    _counts.append(count)
    return count


def sealables() -> list[Sealable]:
    return list(_declared.values())


def sealable_of(model: type[Model]) -> Sealable | None:
    return _declared.get(model)


def forgets() -> list[Forget]:
    return _forgets


def counts() -> list[Count]:
    return _counts


def count_token(figure: str, year: int, who: object) -> str:
    """What is counted once in a figure of a year, by a keyed hash."""
    return token("protection.count", f"{figure}:{year}:{who}")
