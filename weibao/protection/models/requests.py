"""Requests to see a child that one is not in charge of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.access.duties import DUTY_KINDS
from weibao.cipher.fields import EncryptedTextField
from weibao.people.models import Child, ChildAccess
from weibao.people.opening import Purpose
from weibao.protection.models.asking import Asked


class RequestState(models.TextChoices):
    WAITING = "waiting", _("待审批")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")
    ENDED = "ended", _("已结束")


class AccessRequest(Asked):
    """That somebody asked to see a child's file: which child he says in his own words, and is told nothing of it until
    the unit in charge approves, not even whether there is such a file."""

    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+"
    )
    duty_kind = models.CharField(
        _("申请人职责"), max_length=40, choices=[(key, kind.title) for key, kind in DUTY_KINDS.items()]
    )
    """The duty in which he asks: who decides holds another."""
    area_code = models.CharField(max_length=12)
    """The county in which he asks; its coordinator decides where no file was found."""
    subject = EncryptedTextField(_("申请查阅的儿童"))
    """As the requester wrote it: an ID number, or what he knows of the child."""
    child = models.ForeignKey(Child, null=True, on_delete=models.CASCADE, related_name="access_requests")
    """Whom an ID number means; of a clue, whom the person who decides found. Never shown before approval."""
    purpose = models.CharField(_("用途"), max_length=20, choices=Purpose.choices)
    reason = EncryptedTextField(_("为什么需要查阅"))
    days = models.PositiveSmallIntegerField(_("查阅期限（天）"))
    state = models.CharField(
        _("状态"), max_length=10, choices=RequestState.choices, default=RequestState.WAITING, db_index=True
    )
    access = models.ForeignKey(ChildAccess, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Asked.Meta):
        verbose_name = verbose_name_plural = _("查阅申请")
        constraints = [
            models.CheckConstraint(
                name="two_people_give_access",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requester")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.requester_id} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("protection:request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the file may be opened on it at this moment."""
        return (
            self.state == RequestState.APPROVED
            and self.access is not None
            and self.access.ended_at is not None
            and self.access.ended_at > timezone.now()
        )
