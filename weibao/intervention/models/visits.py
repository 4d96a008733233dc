"""Monthly return visits (一月一回访)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.cipher.fields import EncryptedCharField, EncryptedTextField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.intervention.models.plans import SupportPlan


class Manner(models.TextChoices):
    HOME = "入户", _("入户")
    SCHOOL = "到校", _("到校")
    PHONE = "电话", _("电话")
    VIDEO = "视频", _("视频")
    OTHER = "其他", _("其他")


class VisitState(models.TextChoices):
    DUE = "due", _("待回访")
    DONE = "done", _("已回访")
    MISSED = "missed", _("未能回访")
    DROPPED = "dropped", _("方案结束，不再需要")


class Visit(Bound):
    """One month's return visit of a plan. It falls due by itself; neither position nor photograph is asked for
    (the State Council's rules on government applications forbid to compel them)."""

    plan = models.ForeignKey(
        SupportPlan, verbose_name=_("帮扶方案"), on_delete=models.PROTECT, related_name="visits"
    )
    due_month = models.DateField(_("回访月份"))
    """The first of the month that it is for."""
    due_on = models.DateField(_("应访日期"), db_index=True)
    state = models.CharField(
        _("状态"), max_length=8, choices=VisitState.choices, default=VisitState.DUE, db_index=True
    )
    visited_on = models.DateField(_("回访日期"), null=True)
    manner = models.CharField(_("方式"), max_length=10, choices=Manner.choices, blank=True)
    met = EncryptedCharField(_("见到了谁"), max_length=100, blank=True)
    situation = EncryptedTextField(_("现在怎么样"), blank=True)
    next_step = EncryptedTextField(_("下一步"), blank=True)
    missed_reason = EncryptedTextField(_("未能回访的原因"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("记录人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("记录时间"), null=True)
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("回访")
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(name="one_visit_a_month", fields=["plan", "due_month"])]

    def __str__(self) -> str:
        return f"{self.plan.child} {self.due_month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("intervention:visit", args=[self.pk])
