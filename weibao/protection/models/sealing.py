"""The archive of sealed records (专门档案库), and who asked to look into it on which legal ground."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.cipher.fields import EncryptedCharField, EncryptedJSONField, EncryptedTextField
from weibao.cipher.models import Bound
from weibao.people.models import Child
from weibao.protection.models.asking import Asked
from weibao.protection.sealing.kinds import CHOICES


class Seal(Bound):
    """One sealed record, whole, with what depended on it and its history. It stands in no register any more. It has no
    policy on purpose: no list, page or export can show it; only an opening does."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("类别"), max_length=24, choices=CHOICES)
    child = models.ForeignKey(Child, null=True, on_delete=models.SET_NULL, related_name="seals")
    """None where nothing but sealed records spoke of the child: then the file itself is sealed."""
    person = models.CharField(max_length=64, blank=True, db_index=True)
    """Keyed hash of the ID number: by it the archive is asked."""
    area_code = models.CharField(max_length=12, db_index=True)
    ground = models.CharField(_("封存依据"), max_length=60)
    document = EncryptedCharField(_("文书号"), max_length=80, blank=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None: sealed by itself, when its time came."""
    sealed_at = models.DateTimeField(_("封存时间"), default=timezone.now)
    content = EncryptedJSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("封存记录")
        ordering = ["sealed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class SealedKey(models.Model):
    """By what a delivered row is known again: delivered anew it is sealed at once, with the first."""

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="keys")
    natural_key = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("封存标识")

    def __str__(self) -> str:
        return f"{self.seal_id}"


class SealedCount(models.Model):
    """That a sealed record counts in a figure of a year: the number stays right, without a name."""

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="counts")
    figure = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=64)
    """Keyed hash of what is counted once, so that a child who counts twice still counts once."""

    class Meta:
        verbose_name = verbose_name_plural = _("封存计数")
        indexes = [models.Index(fields=["figure", "year"], name="sealed_count_of_a_figure")]

    def __str__(self) -> str:
        return f"{self.figure} {self.year}"


class DueSeal(models.Model):
    """That a record must be sealed by a day. Written anew each day by the sweep; it says nothing of the record."""

    model = models.CharField(max_length=60)
    record = models.PositiveBigIntegerField()
    kind = models.CharField(_("类别"), max_length=24, choices=CHOICES)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="due_seals")
    due_on = models.DateField(_("封存期限"), db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("待封存记录")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_record_falls_due_once", fields=["model", "record", "child"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"


class OpeningState(models.TextChoices):
    WAITING = "waiting", _("待审批")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class Opening(Asked):
    """That somebody asked to look up sealed records of a person (封存记录查询), and what a second person decided."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("查询人"), on_delete=models.PROTECT, related_name="+"
    )
    subject = EncryptedTextField(_("被查询人身份证号"))
    person = models.CharField(max_length=64, db_index=True)
    area_code = models.CharField(max_length=12)
    """The county in which it is asked."""
    ground = models.CharField(_("法律依据"), max_length=60)
    document = EncryptedCharField(_("文书号"), max_length=80)
    reason = EncryptedTextField(_("查询事由"))
    days = models.PositiveSmallIntegerField(_("查阅期限（天）"))
    state = models.CharField(
        _("状态"), max_length=10, choices=OpeningState.choices, default=OpeningState.WAITING, db_index=True
    )
    until = models.DateTimeField(_("查阅至"), null=True)

    class Meta(Asked.Meta):
        verbose_name = verbose_name_plural = _("封存记录查询")
        constraints = [
            models.CheckConstraint(
                name="two_people_open_a_seal",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("reader")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("protection:opening", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.state == OpeningState.APPROVED and self.until is not None and self.until > timezone.now()
