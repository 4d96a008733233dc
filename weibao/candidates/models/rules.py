"""Versions of the rules, what was set aside, the runs that used them, and the assessment of each version's impact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.screening import RuleSet, load_rules


class RuleVersion(models.Model):
    """One adopted version of the rules. It never changes: a change is a new version. The newest is in force."""

    number = models.PositiveIntegerField(_("版本号"), unique=True)
    name = models.CharField(_("名称"), max_length=100)
    text = models.TextField(_("规则文件"))
    sha = models.CharField(max_length=64, db_index=True)
    """`RuleSet.version` of the text, nothing set aside."""
    in_force_from = models.DateField(_("启用日期"), default=timezone.localdate)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("启用人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.CharField(_("理由"), max_length=500)
    adopted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("筛查规则版本")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"

    def get_absolute_url(self) -> str:
        return reverse("candidates:rule-version", args=[self.number])

    @property
    def rules(self) -> RuleSet:
        """The rules as adopted, nothing set aside."""
        return load_rules(self.text)


class RuleSuspension(models.Model):
    """That a rule, by its id and over all versions, gives no signals until someone has looked at it."""

    rule = models.CharField(_("规则"), max_length=20)
    reason = models.CharField(_("暂停理由"), max_length=500)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("暂停人"),
    )
    suspended_on = models.DateField(_("暂停日期"), default=timezone.localdate)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("恢复人"),
    )
    resumed_on = models.DateField(_("恢复日期"), null=True)
    resumed_at = models.DateTimeField(null=True)
    resume_reason = models.CharField(_("恢复理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("规则暂停")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_rule_is_suspended_once", fields=["rule"], condition=Q(resumed_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.rule


class ScreeningRun(models.Model):
    """One screening: as of which day, by which rules, how many came up. Screening again for the same day by the same
    rules writes the same record anew."""

    as_of = models.DateField(_("筛查日"))
    version = models.ForeignKey(
        RuleVersion, verbose_name=_("规则版本"), on_delete=models.PROTECT, related_name="runs"
    )
    rules_sha = models.CharField(max_length=64)
    """`RuleSet.version` of what ran: the version without what was set aside."""
    ran_at = models.DateTimeField(_("运行时间"), default=timezone.now)
    ran_on = models.DateField(_("筛查日期"), default=timezone.localdate)
    """The day from which on what came up waits for a reviewer, whatever day was looked at."""
    ran_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("运行人"),
    )
    children = models.PositiveIntegerField(_("儿童人数"))
    counts = models.JSONField(default=dict)
    """Track → level → candidates, all four levels. Names of the lowest level are stored nowhere."""
    groups = models.JSONField(default=dict)
    """Track → grouping → group → [candidates for review, children], for the rates by group."""
    seconds = models.FloatField(_("用时（秒）"))
    is_look_back = models.BooleanField(default=False)
    """As of a day before one that was screened already: it counted, but changed no candidate."""

    class Meta:
        verbose_name = verbose_name_plural = _("筛查")
        ordering = ["-as_of", "-ran_at"]
        constraints = [models.UniqueConstraint(name="one_run_a_day_and_rules", fields=["as_of", "rules_sha"])]

    def __str__(self) -> str:
        return f"{self.as_of}"


class ImpactAssessment(models.Model):
    """The personal information impact assessment as it was drawn up for a version (个人信息保护法第55、56条)."""

    version = models.ForeignKey(
        RuleVersion, verbose_name=_("规则版本"), on_delete=models.PROTECT, related_name="assessments"
    )
    sha = models.CharField(max_length=64)
    """`Assessment.version`: changes with any definition or rule."""
    content = models.JSONField()
    """title, gaps and sections of `weibao.screening.Assessment`, as dictionaries and lists."""
    drawn_up_on = models.DateField(_("生成日期"))
    keep_until = models.DateField(_("至少保存到"))

    class Meta:
        verbose_name = verbose_name_plural = _("个人信息保护影响评估")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.drawn_up_on}"

    def get_absolute_url(self) -> str:
        return reverse("candidates:assessment", args=[self.pk])
