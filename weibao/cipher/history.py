"""Histories of models with encrypted fields."""

from __future__ import annotations

from typing import Any

from simple_history.models import HistoricalRecords

from weibao.cipher.models import Bound


class BoundHistory(HistoricalRecords):
    """Every version is encrypted anew and bound to its own row, so that an old version can't be passed off as another,
    nor as the record itself."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("excluded_fields", ["binding"])
        kwargs.setdefault("bases", (Bound,))
        super().__init__(**kwargs)
