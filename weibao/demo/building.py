"""Builds the demonstration county in the data folder, in one transaction: killed at any point, it leaves nothing of it, and
the next start builds it."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from weibao.access.models import Unit, User
from weibao.demo.people import create_county, create_users, posts, user_of
from weibao.demo.replaying import Replay
from weibao.demo.sending import Sent, children_of, send
from weibao.demo.telling import Telling, tell
from weibao.feeds.models import Delivery
from weibao.fiction.history import Act
from weibao.fiction.places import COUNTY_CODE
from weibao.places.models import UNSET_COUNTY
from weibao.places.services import ensure_county

Say = Callable[[str], None]
BUILDING, BUILT = "building", "built"


class DemonstrationRefused(Exception):
    """The folder can't become a demonstration; the message says why and what to do."""


def state() -> str:
    """How far this folder's demonstration is: building, built, or empty where it is none."""
    try:
        return json.loads(settings.DEMO_MARK.read_text(encoding="utf-8"))["state"]
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError):
        # Written half: the process was killed in the very moment of marking.
        return BUILDING


def mark(state: str) -> None:
    settings.DEMO_MARK.write_text(json.dumps({"state": state}) + "\n", encoding="utf-8")


def ensure_built(say: Say, today: dt.date | None = None) -> bool:
    """Build the demonstration unless it is there; answers whether it was built now.

    Raises:
        DemonstrationRefused: the folder holds a real county, or the clock stands before the story's end.
    """
    found = state()
    if found == BUILT:
        return False
    if not found:
        refuse_real_county()
    elif ensure_county().code == COUNTY_CODE:
        # Killed after all was built and before it was said so.
        mark(BUILT)
        return False
    today = today or timezone.localdate()
    try:
        telling = tell(today)
    except ValueError:
        raise DemonstrationRefused(
            f"本机日期是 {today}，演示数据讲的是 2025 年全年。请把本机日期校准后再试。"
        ) from None
    # Marked before anything else: from here on the folder can never be taken for a real county.
    mark(BUILDING)
    with transaction.atomic():
        build(telling, say)
    mark(BUILT)
    return True


def refuse_real_county() -> None:
    """
    Raises:
        DemonstrationRefused: there is a county, or data, in the folder.
    """
    county = ensure_county()
    if (
        county.code != UNSET_COUNTY
        or Unit.objects.exists()
        or User.objects.exists()
        or Delivery.objects.exists()
    ):
        raise DemonstrationRefused(
            f"数据目录 {settings.DATA_DIR} 里已有{county.name}的数据，不能用作演示。"
            "请用 WEIBAO_DATA_DIR 指定一个空目录。"
        )


def build(telling: Telling, say: Say) -> None:
    """All of it, from the areas to today's work, saying how far it is."""
    began = time.monotonic()

    def told(sentence: str) -> None:
        say(f"[{time.monotonic() - began:5.1f} 秒] {sentence}")

    create_county()
    create_users(posts(telling.doing))
    told(f"建立区划、单位和账号：{Unit.objects.count()} 个单位，{User.objects.count()} 个账号。")
    analyst, sent = user_of("analyst"), Sent()
    send(telling.told, telling.told.as_of, actor=analyst, sent=sent)
    told(f"导入并匹配 2025 年的七类数据：{sent.rows} 行，{sent.review} 行等待人工核对。")
    year, since = telling.year, telling.since
    replay(sent, year.acts, year.screened_on)
    told(f"办理 2025 年的研判和帮扶：筛查 {len(year.screened_on)} 次，办理 {len(year.acts)} 件。")
    send(telling.latest, telling.latest.as_of, actor=analyst, sent=sent)
    told(f"导入并匹配最近一个月的数据：累计 {sent.rows} 行，{sent.review} 行等待人工核对。")
    replay(sent, since.acts, since.screened_on)
    told(f"办理至今的研判和帮扶：筛查 {len(since.screened_on)} 次，办理 {len(since.acts)} 件。")


def replay(sent: Sent, acts: Sequence[Act], screened_on: Sequence[dt.date]) -> None:
    people = {act.person_id for act in acts}
    Replay(children_of(people, sent)).run(acts, screened_on)
