"""Access beyond one's own charge: requests, break-glass; one module a subject."""

from weibao.protection.models.glass import BreakGlass, GlassState
from weibao.protection.models.requests import AccessRequest, RequestState

__all__ = ["AccessRequest", "BreakGlass", "GlassState", "RequestState"]
