"""Work that runs in the background, and what is due on its own."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.cipher.fields import EncryptedCharField, EncryptedJSONField, EncryptedTextField
from weibao.cipher.models import Bound


class State(models.TextChoices):
    WAITING = "waiting", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    REFUSED = "refused", _("被拒绝")
    FAILED = "failed", _("出错")


class Job(Bound):
    """One piece of background work, with its progress and its outcome. What it works on may name people, as the name of
    a file does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("种类"), max_length=40)
    title = EncryptedCharField(_("名称"), max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Who started it; nobody where it followed by itself."""
    arguments = EncryptedJSONField(default=dict)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(_("步骤"), max_length=100, blank=True)
    message = EncryptedTextField(_("说明"), blank=True)
    """What a person should know: why it was refused, what to do."""
    result = EncryptedJSONField(default=dict)
    created_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    moved_at = models.DateTimeField(null=True)
    """When it was last heard of at work, by which work whose process died is told from slow work."""
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("后台任务")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def percent(self) -> int:
        if self.state == State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.REFUSED, State.FAILED)


class ScheduledRun(models.Model):
    """When a scheduled work is next due (`jobs.schedule` declares them)."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_message = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("定时任务")

    def __str__(self) -> str:
        return self.name
