"""What the frame itself keeps: drafts of forms."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.access.models import User
from weibao.cipher.fields import EncryptedJSONField
from weibao.cipher.models import Bound


class Draft(Bound):
    """What somebody has typed into a form of a page and not sent yet, for him alone."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=200)
    """Of the page, without its query."""
    form = models.CharField(max_length=40, blank=True)
    """Which form of the page, where it has several."""
    content = EncryptedJSONField(default=list)
    """[name, value, value of the choice] of each field; a browser made it, and only a browser reads it."""
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("草稿")
        constraints = [
            models.UniqueConstraint(fields=["user", "path", "form"], name="one_draft_a_form_and_user")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.path}"
