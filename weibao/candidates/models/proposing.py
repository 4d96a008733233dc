"""Signals and candidates: what the rules found, and where a child stands before a reviewer."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.candidates.models.rules import ScreeningRun
from weibao.cipher.fields import EncryptedTextField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.keeping.terms import kept
from weibao.people.models import Child

KEPT_UNDECIDED = kept("candidates.undecided")
"""How long a candidate may wait for a decision before it is deleted (docs: screening, never for ever)."""


class Track(models.TextChoices):
    PROTECTION = "protection", _("保护")
    BEHAVIOUR = "behaviour", _("行为")


class Level(models.TextChoices):
    """Levels that go to a reviewer. The lowest, blue, is never stored by name."""

    RED = "red", _("红色")
    ORANGE = "orange", _("橙色")
    YELLOW = "yellow", _("黄色")
    BLUE = "blue", _("蓝色")


class State(models.TextChoices):
    WAITING = "waiting", _("待研判")
    VERIFYING = "verifying", _("核实中")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("不予确认")
    LAPSED = "lapsed", _("已失效")


OPEN_STATES = (State.WAITING, State.VERIFYING)


class Because(models.TextChoices):
    """Why a candidate that was decided, or had lapsed, is put up again."""

    EVIDENCE = "evidence", _("有新的依据")
    HIGHER = "higher", _("级别升高")
    RETURNED = "returned", _("信号失效后重新成立")
    OBJECTION = "objection", _("异议部分成立，重新研判")


class Then(models.TextChoices):
    """What follows a confirmation."""

    FOCUS = "focus", _("提请列入重点青少年")
    TIER = "tier", _("分级干预")
    CARE = "care", _("关爱帮扶")


class Signal(models.Model):
    """That a rule holds for a child now, by which rows, until when. Only for children who go to review; each
    screening writes them anew, so that what lapsed is gone."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="signals")
    rule = models.CharField(_("规则"), max_length=20)
    track = models.CharField(_("线"), max_length=10, choices=Track.choices)
    points = models.PositiveSmallIntegerField(_("分值"))
    starts_on = models.DateField(_("起"), null=True)
    expires_on = models.DateField(_("有效至"), null=True)
    """The last day on which any of its evidence counts; null: until the state changes."""
    count = models.PositiveIntegerField(default=1)
    evidence = models.JSONField(default=list)
    """Ids of the rows behind it."""
    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("筛查信号")
        ordering = ["child", "rule"]
        constraints = [models.UniqueConstraint(name="a_rule_signals_once", fields=["child", "rule"])]

    def __str__(self) -> str:
        return f"{self.child_id} {self.rule}"


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def open(self) -> CandidateQuerySet:
        """Those that wait for a decision."""
        return self.filter(state__in=OPEN_STATES)

    def shown(self) -> CandidateQuerySet:
        """As lists show them: without the behaviour side of a child whose protection side still waits (it is shown
        only with it), and without files merged into another."""
        first = Candidate.objects.open().filter(child=OuterRef("child"), track=Track.PROTECTION)
        return self.filter(child__merged_into=None).exclude(Exists(first), track=Track.BEHAVIOUR)


class Candidate(Bound):
    """A child on a track, put before a reviewer. The machine proposes, a person decides; no level has any effect."""

    child = models.ForeignKey(
        Child, verbose_name=_("儿童"), on_delete=models.CASCADE, related_name="candidates"
    )
    track = models.CharField(_("线"), max_length=10, choices=Track.choices)
    level = models.CharField(_("级别"), max_length=6, choices=Level.choices)
    points = models.PositiveSmallIntegerField(_("分值"))
    rules = models.CharField(_("规则"), max_length=400)
    """Ids joined by ;."""
    with_protection = models.BooleanField(default=False)
    """A behaviour candidate whose child is one on the protection track too."""
    evidence = models.JSONField(default=list)
    """What was put forward so far, by keys that outlive a corrected row (`evidence_keys`)."""
    grounds = models.JSONField(default=list)
    """The signals as they stood when it was decided."""
    state = models.CharField(
        _("状态"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True
    )
    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="+")
    """The screening that its level comes from."""
    raised_on = models.DateField(_("提出日期"))
    reopened_because = models.CharField(
        _("重新提出的原因"), max_length=10, choices=Because.choices, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("决定人"),
    )
    decided_on = models.DateField(_("决定日期"), null=True)
    reason = EncryptedTextField(_("理由"), blank=True)
    then = models.CharField(_("后续"), max_length=6, choices=Then.choices, blank=True)
    history = BoundHistory()

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("预警对象")
        constraints = [models.UniqueConstraint(name="one_candidate_a_track", fields=["child", "track"])]
        indexes = [models.Index(fields=["state", "track"], name="candidate_state_track")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.track}"

    def get_absolute_url(self) -> str:
        return reverse("candidates:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def rule_list(self) -> list[str]:
        return self.rules.split(";") if self.rules else []

    @property
    def keep_until(self) -> date:
        """The day on which it is deleted if nobody has decided."""
        return self.raised_on + KEPT_UNDECIDED

    @property
    def effects_suspended(self) -> bool:
        """Whether an objection is open: until it is answered nothing follows from this candidate."""
        return self.objections.filter(answered_on=None).exists()
