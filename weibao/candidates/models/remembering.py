"""What stays when candidates are deleted: counts that name nobody, and marks by which the same evidence does not come back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from weibao.candidates.models.proposing import Level, Track


class Ending(models.TextChoices):
    CONFIRMED = "confirmed", _("确认")
    DECLINED = "declined", _("不予确认")
    LAPSED = "lapsed", _("信号失效")
    EXPIRED = "expired", _("逾期未决定，已删除")


class DecisionRecord(models.Model):
    """How one candidate ended, without the child: what the rules are measured by."""

    track = models.CharField(_("线"), max_length=10, choices=Track.choices)
    level = models.CharField(_("级别"), max_length=6, choices=Level.choices)
    rules = models.CharField(_("规则"), max_length=400)
    ending = models.CharField(_("结果"), max_length=10, choices=Ending.choices, db_index=True)
    raised_on = models.DateField(_("提出日期"))
    ended_on = models.DateField(_("结束日期"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("决定计数")

    def __str__(self) -> str:
        return f"{self.track} {self.ending} {self.ended_on}"


class DeclinedMark(models.Model):
    """That a deleted candidate was declined on certain evidence. Child and evidence stand as keyed hashes only: the
    mark answers whether this very case was declined, and can't be read as a list of children."""

    token = models.CharField(max_length=64, unique=True)
    evidence = models.JSONField(default=list)
    level = models.CharField(max_length=6, choices=Level.choices)
    declined_on = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = _("不予确认标记")

    def __str__(self) -> str:
        return self.token[:8]
