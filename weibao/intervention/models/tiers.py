"""The three tiers of intervention (三级分级干预), each on statutory grounds by the authority that the law names."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.access.models import Unit
from weibao.cipher.fields import EncryptedCharField, EncryptedTextField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.people.models import Child


class Level(models.IntegerChoices):
    MISCONDUCT = 1, _("第一级 · 不良行为 · 在校结对帮教")
    SERIOUS = 2, _("第二级 · 严重不良行为 · 临界预防专班")
    OFFENCE = 3, _("第三级 · 专门学校专门教育")


class Authority(models.TextChoices):
    """Who decides, as the law names it; the ability is `tiers.` with this value."""

    SCHOOL = "school", _("学校")
    POLICE = "police", _("公安机关")
    EDUCATION = "education", _("教育行政部门")


class TierState(models.TextChoices):
    OPEN = "open", _("实施中")
    RAISED = "raised", _("已升级")
    LOWERED = "lowered", _("已降级，待下一级研究")
    CLOSED = "closed", _("已结束")


class Tier(Bound):
    """One tier put in place for one child. Set by people on statutory grounds, never by points."""

    child = models.ForeignKey(Child, verbose_name=_("儿童"), on_delete=models.PROTECT, related_name="tiers")
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level.choices)
    authority = models.CharField(_("决定机关"), max_length=12, choices=Authority.choices)
    state = models.CharField(
        _("状态"), max_length=8, choices=TierState.choices, default=TierState.OPEN, db_index=True
    )
    grounds = models.JSONField(_("法定情形"))
    """[{article, item}] of 预防未成年人犯罪法, worded as in `weibao.law`."""
    measures = models.JSONField(_("法定措施"))
    text = EncryptedTextField(_("情况说明"))
    opened_on = models.DateField(_("开始日期"), db_index=True)
    until = models.DateField(_("实施至"))
    unit = models.ForeignKey(
        Unit, verbose_name=_("决定单位"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("经办人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    paired_with = EncryptedCharField(_("结对教师"), max_length=40, blank=True)
    """In-school pairing of tier 1."""
    evaluated_on = models.DateField(_("专门教育指导委员会评估同意日期"), null=True)
    jointly_with = models.ForeignKey(
        Unit, verbose_name=_("会同的公安机关"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Articles 44 and 45: education decides together with public security."""
    follows = models.ForeignKey(
        "self", verbose_name=_("上一次分级"), null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    closed_on = models.DateField(_("结束日期"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("结束经办人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closing_text = EncryptedTextField(_("评估结论"), blank=True)
    back_in_normal_life = models.BooleanField(_("已回归正常学习生活"), null=True)
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("分级干预")
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.child} · {self.get_level_display()}"

    def get_absolute_url(self) -> str:
        return reverse("intervention:tier", args=[self.pk])
