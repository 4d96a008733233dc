"""Break-glass (紧急查阅): a child's life is in danger and there is no time to ask."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.cipher.fields import EncryptedTextField
from weibao.cipher.models import Bound
from weibao.people.models import Child, ChildAccess

EXPLAINED_WITHIN = timedelta(days=3)


class GlassState(models.TextChoices):
    UNEXPLAINED = "unexplained", _("待说明")
    EXPLAINED = "explained", _("待复核")
    JUSTIFIED = "justified", _("复核：理由成立")
    UNJUSTIFIED = "unjustified", _("复核：理由不成立")


class BreakGlass(Bound):
    """One use of it: open at once for some hours, explained afterwards, looked at by a second person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("查阅人"), on_delete=models.PROTECT, related_name="+"
    )
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="broken_glass")
    reason = EncryptedTextField(_("紧急情况"))
    hours = models.PositiveSmallIntegerField(_("查阅时长（小时）"))
    broken_at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    access = models.ForeignKey(ChildAccess, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=GlassState.choices,
        default=GlassState.UNEXPLAINED,
        db_index=True,
    )
    explanation = EncryptedTextField(_("事后说明"), blank=True)
    explained_at = models.DateTimeField(_("说明时间"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("复核人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("复核时间"), null=True)
    review = EncryptedTextField(_("复核意见"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("紧急查阅")
        ordering = ["-broken_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="broken_glass_for_hours", condition=models.Q(hours__gte=1, hours__lte=4)
            ),
            models.CheckConstraint(
                name="a_second_person_looks_at_broken_glass",
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("protection:glass", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the file may be opened on it at this moment."""
        return self.access is not None and bool(
            self.access.ended_at and self.access.ended_at > timezone.now()
        )

    @property
    def explain_by(self) -> date:
        return timezone.localtime(self.broken_at + EXPLAINED_WITHIN).date()
