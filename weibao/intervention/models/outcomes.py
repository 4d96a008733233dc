"""What came of the help."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from weibao.cipher.fields import EncryptedTextField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.intervention.models.plans import SupportPlan
from weibao.people.models import Child


class OutcomeKind(models.TextChoices):
    RETURNED_TO_SCHOOL = "returned_to_school", _("返校复学")
    ENTERED_EMPLOYMENT = "entered_employment", _("实现就业")
    ENTERED_TRAINING = "entered_training", _("参加职业培训")
    CARE_SETTLED = "care_settled", _("照护落实")
    OTHER = "other", _("其他成效")


class Outcome(Bound):
    """One thing that came of it, on a day."""

    child = models.ForeignKey(
        Child, verbose_name=_("儿童"), on_delete=models.PROTECT, related_name="outcomes"
    )
    plan = models.ForeignKey(
        SupportPlan, verbose_name=_("帮扶方案"), null=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    kind = models.CharField(_("成效"), max_length=20, choices=OutcomeKind.choices)
    text = EncryptedTextField(_("说明"))
    happened_on = models.DateField(_("日期"), db_index=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("记录人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("帮扶成效")
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.child} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return self.plan.get_absolute_url() if self.plan else self.child.get_absolute_url()
