"""The log: what was done, by whom, on what, for what purpose. It holds ids and counts, never content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    DONE = "done", _("完成")
    REFUSED = "refused", _("拒绝")


class Entry(models.Model):
    """One act. Entries are chained by SM3: each seals the one before (GB/T 32905)."""

    at = models.DateTimeField(_("时间"), db_index=True)
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
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.action}"
