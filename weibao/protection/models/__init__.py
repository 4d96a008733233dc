"""Access beyond one's own charge (requests, break-glass) and sealing; one module a subject."""

from weibao.protection.models.glass import BreakGlass, GlassState
from weibao.protection.models.requests import AccessRequest, RequestState
from weibao.protection.models.sealing import (
    DueSeal,
    Opening,
    OpeningState,
    Seal,
    SealedCount,
    SealedKey,
)

__all__ = [
    "AccessRequest",
    "BreakGlass",
    "DueSeal",
    "GlassState",
    "Opening",
    "OpeningState",
    "RequestState",
    "Seal",
    "SealedCount",
    "SealedKey",
]
