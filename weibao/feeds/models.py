"""Deliveries and their rows. Every row of every sheet is kept with what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.access.models import Unit
from weibao.cipher.fields import EncryptedCharField, EncryptedJSONField
from weibao.cipher.models import Bound
from weibao.places.models import Area


class Delivery(Bound):
    """One file of one feed, as it was taken in: the receipt (回执)."""

    feed = models.CharField(_("数据类别"), max_length=40, db_index=True)
    file_name = EncryptedCharField(_("文件名"), max_length=255)
    fingerprint = models.CharField(max_length=64, db_index=True)
    """Keyed, of the whole file."""
    unit = models.ForeignKey(
        Unit, verbose_name=_("报送单位"), null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    area = models.ForeignKey(Area, verbose_name=_("地域"), on_delete=models.PROTECT, related_name="+")
    report_month = models.DateField(_("数据月份"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("经办人"),
    )
    imported_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    mends = models.ForeignKey(
        "self", verbose_name=_("更正自"), null=True, on_delete=models.PROTECT, related_name="mended_by"
    )
    """The delivery whose quarantined rows this file sends back."""
    rows_read = models.PositiveIntegerField(_("读取行数"), default=0)
    accepted = models.PositiveIntegerField(_("接收"), default=0)
    duplicates = models.PositiveIntegerField(_("重复"), default=0)
    quarantined = models.PositiveIntegerField(_("隔离"), default=0)
    not_data = models.PositiveIntegerField(_("非数据"), default=0)
    sheets = EncryptedJSONField(_("工作表"), default=list)
    """Their names, in the order of the file; rows have their numbers."""
    dropped_columns = EncryptedJSONField(_("未接收的列"), default=list)
    reasons = EncryptedJSONField(_("原因"), default=dict)
    """Reason → rows; rows have its number in this order (`reason_marks`)."""
    notes = EncryptedJSONField(_("说明"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("报送批次")
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="every_row_accounted_for",
                condition=Q(
                    rows_read=models.F("accepted")
                    + models.F("duplicates")
                    + models.F("quarantined")
                    + models.F("not_data")
                ),
            ),
            models.UniqueConstraint(name="same_file_once", fields=["feed", "fingerprint", "report_month"]),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("feeds:receipt", args=[self.pk])


class RowState(models.TextChoices):
    CURRENT = "current", _("现行")
    SUPERSEDED = "superseded", _("已被更正")
    DUPLICATE = "duplicate", _("重复")
    QUARANTINED = "quarantined", _("隔离")
    MENDED = "mended", _("隔离后已送回更正")
    NOT_DATA = "not_data", _("非数据")


ACCEPTED_STATES = (RowState.CURRENT, RowState.SUPERSEDED)


class FeedRow(Bound):
    """One row of a delivery. Accepted rows hold their normalised values; quarantined ones their cells and why. All that
    is said of a person lies encrypted; in clear stands what the database must find rows by, and that names nobody."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="rows")
    feed = models.CharField(_("数据类别"), max_length=40)
    sheet_number = models.PositiveSmallIntegerField(default=0)
    """The place of the sheet's name in `Delivery.sheets`."""
    row = models.PositiveIntegerField(_("行号"))
    state = models.CharField(_("状态"), max_length=12, choices=RowState.choices)
    values = EncryptedJSONField(default=dict)
    """Normalised values by English column name (accepted rows); nothing else holds them."""
    cells = EncryptedJSONField(default=dict)
    """The cells as they stood, by header (quarantined rows only), for the clerk to mend."""
    reasons = EncryptedJSONField(default=list)
    """[{code, column, message}] for quarantined rows; notes on accepted ones."""
    reason_marks = models.CharField(max_length=250, blank=True)
    """,3,7, — which of the delivery's reasons it has."""
    decision = models.CharField(max_length=20, blank=True)
    """What an authority decided, where the feed lists the word: registers look for it."""
    decided_on = models.DateField(null=True)
    natural_key = models.CharField(max_length=64, blank=True)
    """Keyed fingerprint of feed, natural key and perhaps month: what is the same thing has the same."""
    content_key = models.CharField(max_length=64, blank=True)
    same_as = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="repeated_by")
    """For a duplicate: the accepted row it repeats. For a superseded one: its newer version."""

    class Meta:
        verbose_name = verbose_name_plural = _("报送数据行")
        ordering = ["delivery", "sheet_number", "row"]
        indexes = [
            models.Index(fields=["natural_key"], name="feedrow_natural_key"),
            models.Index(fields=["delivery", "state"], name="feedrow_delivery_state"),
            models.Index(fields=["state", "feed"], name="feedrow_state_feed"),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.sheet} {self.row}"

    @property
    def sheet(self) -> str:
        """The sheet's name; empty in a text file."""
        names = self.delivery.sheets
        return names[self.sheet_number] if self.sheet_number < len(names) else ""
