"""The clock: the log, time limits and one-time codes stand on it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from shutil import which

from django.utils import timezone

from weibao.audit.models import Entry
from weibao.keeping.doctor import Finding, bad, check, good, note

TOPIC = "时钟"
TOLERANCE = timedelta(seconds=5)


@check(database=True)
def after_the_log() -> Iterator[Finding]:
    """The clock must not stand before what the log says was done."""
    latest = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    now = timezone.now()
    if latest is not None and latest > now + TOLERANCE:
        yield bad(
            TOPIC,
            f"现在是 {timezone.localtime(now):%F %T}，操作记录里却已有 {timezone.localtime(latest):%F %T} 的条目：时钟被往回拨过。",
            "校准时间，并请审计管理员知悉。",
        )
    else:
        yield good(TOPIC, f"现在是 {timezone.localtime(now):%F %T}，晚于全部操作记录。")


@check()
def synchronised() -> Iterator[Finding]:
    said = told_by_timedatectl()
    if said == "no":
        yield bad(
            TOPIC,
            "没有与时间服务器同步。",
            "配置县里的时间服务器：/etc/systemd/timesyncd.conf，再 timedatectl set-ntp true。",
        )
    elif said != "yes":
        yield note(
            TOPIC, "看不出是否与时间服务器同步。", "确认本机的时间同步服务（chrony 或 timesyncd）在运行。"
        )
    else:
        yield good(TOPIC, "与时间服务器同步。")


def told_by_timedatectl() -> str:
    """yes or no; empty where systemd does not run."""
    command = which("timedatectl")
    if command is None:
        return ""
    arguments = [command, "show", "--property=NTPSynchronized", "--value"]
    answer = subprocess.run(arguments, capture_output=True, text=True)  # noqa: S603
    return answer.stdout.strip() if answer.returncode == 0 else ""
