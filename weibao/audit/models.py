"""The log: what was done, by whom, on what, for what purpose. It holds ids and counts, never content.

Entries are never changed and never deleted, by code or by hand (`weibao.audit.protection`), and nothing trims the log:
it is to be kept six months at least (网络安全法第二十一条), and is kept as long as the platform.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    DONE = "done", _("完成")
    REFUSED = "refused", _("拒绝")


class Entry(models.Model):
    """One act. Entries are numbered from 1 without a gap and chained: each seals the one before (`chain`)."""

    number = models.PositiveBigIntegerField(_("编号"), primary_key=True)
    """Given by the chain, not by the database, whose own sequences leave gaps."""
    at = models.DateTimeField(_("时间"), db_index=True)
    """As the clock said, even where it was set back: the order of the acts is that of the numbers."""
    actor = models.CharField(_("操作人"), max_length=80, db_index=True)
    """`user:ID`, or `system:NAME` for what runs by itself or at the console."""
    action = models.CharField(_("操作"), max_length=60, db_index=True)
    target = models.CharField(_("对象"), max_length=80, blank=True, db_index=True)
    purpose = models.CharField(_("用途"), max_length=200, blank=True)
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome.choices)
    detail = models.JSONField(_("要素"), default=dict)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("操作记录")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.action}"
