"""Young people in focus (重点青少年): entered by two people, for six months at a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.candidates.models import Candidate, Track
from weibao.cipher.fields import EncryptedTextField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.people.models import Child


class FocusState(models.TextChoices):
    PROPOSED = "proposed", _("待第二人确认")
    IN_FORCE = "in_force", _("在册")
    REFUSED = "refused", _("未列入")
    RELEASED = "released", _("已退出")
    LAPSED = "lapsed", _("期满未续，已失效")


OPEN_FOCUS = (FocusState.PROPOSED, FocusState.IN_FORCE)


class FocusEntry(Bound):
    """That a child is, or was to be, a young person in focus.

    No database rule keeps a child to one open entry: two files that each hold one may be merged, and neither entry
    may be left behind. The services keep to one.
    """

    child = models.ForeignKey(
        Child, verbose_name=_("儿童"), on_delete=models.PROTECT, related_name="focus_entries"
    )
    candidate = models.ForeignKey(
        Candidate,
        verbose_name=_("来源预警"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="focus_entries",
    )
    track = models.CharField(_("方向"), max_length=12, choices=Track.choices)
    grounds = EncryptedTextField(_("提请理由"))
    state = models.CharField(
        _("状态"), max_length=10, choices=FocusState.choices, default=FocusState.PROPOSED, db_index=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("提请人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_on = models.DateField(_("提请日期"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("确认人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_on = models.DateField(_("决定日期"), null=True)
    decision_reason = EncryptedTextField(_("决定理由"), blank=True)
    entered_on = models.DateField(_("列入日期"), null=True, db_index=True)
    valid_until = models.DateField(_("有效期至"), null=True, db_index=True)
    """The last day in force, unless renewed."""
    renewed_on = models.DateField(_("最近续期"), null=True)
    renewal_reason = EncryptedTextField(_("续期理由"), blank=True)
    ended_on = models.DateField(_("退出日期"), null=True)
    end_reason = EncryptedTextField(_("退出理由"), blank=True)
    history = BoundHistory()

    class Meta:
        verbose_name = verbose_name_plural = _("重点青少年")
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="two_people_enter_a_focus",
                condition=models.Q(decided_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.child} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("intervention:focus", args=[self.pk])
