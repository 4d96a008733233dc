"""What every request has on which a second person decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.access.models import User
from weibao.cipher.fields import EncryptedTextField
from weibao.cipher.models import Bound


class Asked(Bound):
    """The model has a `state`; its constraint says who asked and that somebody else decides."""

    state: models.CharField
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("审批人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decision_reason = EncryptedTextField(_("审批意见"), blank=True)

    class Meta(Bound.Meta):
        abstract = True
        ordering = ["-asked_at", "-pk"]

    def decide(self, state: str, *, by: User, reason: str) -> None:
        """Note the decision; the caller's act saves it."""
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()
        self.decision_reason = reason
