"""The worker: alive, and keeping its schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from weibao.jobs.models import Job, ScheduledRun, State
from weibao.keeping.doctor import Finding, bad, check, good, note
from weibao.keeping.sweeps import PULSE

TOPIC = "后台任务"
SILENT = timedelta(minutes=5)
LATE = timedelta(hours=1)
FAILED = "Error: "
RECENT = timedelta(days=7)


@check(database=True)
def alive() -> Iterator[Finding]:
    beat = ScheduledRun.objects.filter(name=PULSE).values_list("last_at", flat=True).first()
    if beat is None or timezone.now() - beat > SILENT:
        since = f"上次有动静是 {timezone.localtime(beat):%F %T}" if beat else "从来没有运行过"
        yield bad(
            TOPIC, f"没有在运行（{since}）。", "启动 weibao-worker 服务（或 weibao worker、weibao serve）。"
        )
    else:
        yield good(TOPIC, "在运行。")


@check(database=True)
def on_time() -> Iterator[Finding]:
    late = ScheduledRun.objects.filter(next_at__lt=timezone.now() - LATE).exclude(name=PULSE)
    for name in late.values_list("name", flat=True):
        yield bad(TOPIC, f"定时任务 {name} 迟了一小时以上。", "确认后台任务在运行；仍不动则查看程序日志。")
    waiting = Job.objects.filter(state=State.WAITING, created_at__lt=timezone.now() - LATE).count()
    if waiting:
        yield bad(TOPIC, f"有 {waiting} 项任务等了一小时以上。", "确认后台任务在运行。")
    failed = Job.objects.filter(state=State.FAILED, ended_at__gt=timezone.now() - RECENT).count()
    if failed:
        yield note(TOPIC, f"最近七天有 {failed} 项任务出错。", "在网站“后台任务”里查看编号，对照程序日志。")
