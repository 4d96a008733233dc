"""One person, one plan, one team (一人一策一专班), with the seven who stand by the child (七保一)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from weibao.cipher.fields import EncryptedCharField, EncryptedJSONField, EncryptedTextField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.intervention.care_kinds import care_title
from weibao.intervention.models.focus import FocusEntry
from weibao.people.models import Child, ChildAccess


@dataclass(frozen=True)
class Goal:
    """What a plan wants to reach, and by when."""

    text: str
    until: date

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Goal:
        return cls(written["text"], date.fromisoformat(written["until"]))


@dataclass(frozen=True)
class Measure:
    """What is done towards it, by which of the seven (a key of `care_kinds`), and until when."""

    text: str
    care_duty: str
    until: date

    @property
    def who(self) -> str:
        return care_title(self.care_duty)

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "care_duty": self.care_duty, "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Measure:
        return cls(written["text"], written["care_duty"], date.fromisoformat(written["until"]))


class PlanState(models.TextChoices):
    DUE = "due", _("待制定")
    DRAFT = "draft", _("草拟中")
    IN_FORCE = "in_force", _("执行中")
    ENDED = "ended", _("已结束")


OPEN_PLAN = (PlanState.DUE, PlanState.DRAFT, PlanState.IN_FORCE)


class SupportPlan(Bound):
    """A child's support plan. It stands, to be written, from the day the child is entered (or care is decided); it
    takes force when it is written and its team is formed. Goals and measures lie in it whole, so that each version
    in its history is a whole plan."""

    child = models.ForeignKey(
        Child, verbose_name=_("儿童"), on_delete=models.PROTECT, related_name="support_plans"
    )
    entry = models.ForeignKey(
        FocusEntry,
        verbose_name=_("重点青少年"),
        null=True,
        on_delete=models.PROTECT,
        related_name="support_plans",
    )
    """The entry that it serves; none where the child is cared for without being in focus."""
    state = models.CharField(
        _("状态"), max_length=10, choices=PlanState.choices, default=PlanState.DUE, db_index=True
    )
    opened_on = models.DateField(_("立项日期"))
    due_on = models.DateField(_("制定期限"))
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("专班负责人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="led_plans",
    )
    lead_access = models.ForeignKey(ChildAccess, null=True, on_delete=models.PROTECT, related_name="+")
    situation = EncryptedTextField(_("基本情况"), blank=True)
    goals = EncryptedJSONField(_("目标"), default=list)
    measures = EncryptedJSONField(_("措施"), default=list)
    until = models.DateField(_("执行至"), null=True)
    version = models.PositiveIntegerField(_("版本"), default=0)
    """Counts the times it was written; an edit names the version it began from."""
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("执笔人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    written_on = models.DateField(_("制定日期"), null=True)
    begun_on = models.DateField(_("开始执行"), null=True, db_index=True)
    ended_on = models.DateField(_("结束日期"), null=True)
    end_reason = EncryptedTextField(_("结束理由"), blank=True)
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("帮扶方案")
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.child} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("intervention:plan", args=[self.pk])

    @property
    def goal_list(self) -> list[Goal]:
        return [Goal.from_json(one) for one in self.goals]

    @property
    def measure_list(self) -> list[Measure]:
        return [Measure.from_json(one) for one in self.measures]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PLAN


class TaskTeam(models.Model):
    """The team of one plan (专班)."""

    plan = models.OneToOneField(
        SupportPlan, verbose_name=_("帮扶方案"), on_delete=models.PROTECT, related_name="team"
    )
    formed_on = models.DateField(_("组建日期"))
    ended_on = models.DateField(_("解散日期"), null=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("专班")

    def __str__(self) -> str:
        return str(self.plan)


class CareDuty(Bound):
    """One of those who stand by the child: who, what is theirs to do, and by account the access that ends with it."""

    team = models.ForeignKey(
        TaskTeam, verbose_name=_("专班"), on_delete=models.PROTECT, related_name="duties"
    )
    kind = models.CharField(_("身份"), max_length=40)
    """A key of `care_kinds`."""
    name = EncryptedCharField(_("姓名"), max_length=40)
    phone = EncryptedCharField(_("电话"), max_length=60, blank=True)
    unit = EncryptedCharField(_("单位"), max_length=80, blank=True)
    task = EncryptedCharField(_("职责"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("账号"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="care_duties",
    )
    access = models.ForeignKey(ChildAccess, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("起"))
    ended_on = models.DateField(_("止"), null=True)
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("专班成员")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_person_a_kind_of_care",
                fields=["team", "kind"],
                condition=models.Q(ended_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.name}"

    @property
    def title(self) -> str:
        return care_title(self.kind)
