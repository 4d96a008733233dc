"""What is asked of others: to look on the ground, and to answer an objection."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.access.models import Unit
from weibao.candidates.models.proposing import Candidate
from weibao.cipher.fields import EncryptedCharField, EncryptedTextField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.feeds.models import FeedRow


class Verification(Bound):
    """A unit asked to look at a candidate's situation on the ground, and its answer."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="verifications")
    unit = models.ForeignKey(
        Unit, verbose_name=_("核实单位"), on_delete=models.PROTECT, related_name="verifications"
    )
    question = EncryptedTextField(_("请核实的事项"), max_length=500)
    due_on = models.DateField(_("答复期限"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("提出人"),
    )
    asked_on = models.DateField(_("提出日期"))
    answer = EncryptedTextField(_("核实情况"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("答复人"),
    )
    answered_on = models.DateField(_("答复日期"), null=True)
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("核实任务")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.candidate_id} → {self.unit_id}"

    def get_absolute_url(self) -> str:
        return reverse("candidates:verification", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        return self.answered_on is None and self.due_on < timezone.localdate()


class ObjectionOutcome(models.TextChoices):
    UPHELD = "upheld", _("异议成立，更正数据")
    PARTLY = "partly", _("部分成立，更正部分数据")
    REFUSED = "refused", _("异议不成立")


class Objection(Bound):
    """What a child or guardian holds against being a candidate (个人信息保护法第44–50条). While it is open nothing
    follows from the candidate; rows found wrong count no more until their department has corrected them."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="objections")
    objector = EncryptedCharField(_("提出人"), max_length=40)
    relation = models.CharField(_("与儿童关系"), max_length=20)
    text = EncryptedTextField(_("异议内容"), max_length=1000)
    received_on = models.DateField(_("收到日期"))
    due_on = models.DateField(_("答复期限"))
    """15 working days after it was received."""
    notice = models.CharField(max_length=200, blank=True)
    """What is uncertain about the due date."""
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("登记人"),
    )
    outcome = models.CharField(_("结论"), max_length=8, choices=ObjectionOutcome.choices, blank=True)
    answer = EncryptedTextField(_("答复"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("答复人"),
    )
    answered_on = models.DateField(_("答复日期"), null=True)
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("异议")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.candidate_id} · {self.received_on}"

    def get_absolute_url(self) -> str:
        return reverse("candidates:objection", args=[self.pk])


class WrongRow(models.Model):
    """A delivered row that an objection found wrong: screening passes over it. A corrected version counts again. It
    outlives the objection, and goes with the row."""

    row = models.OneToOneField(
        FeedRow, verbose_name=_("有误的数据行"), on_delete=models.CASCADE, related_name="found_wrong"
    )
    objection = models.ForeignKey(Objection, null=True, on_delete=models.SET_NULL, related_name="wrong_rows")
    found_on = models.DateField(_("认定日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("有误的数据行")

    def __str__(self) -> str:
        return str(self.row_id)
