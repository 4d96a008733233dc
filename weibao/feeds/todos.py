"""What the feeds ask of a person: rows to mend, monthly reports to send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weibao.access.duties import Reach
from weibao.access.models import Unit, User
from weibao.access.policies import restrict
from weibao.feeds.definitions import definitions
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.feeds.senders import is_owner
from weibao.web.workbench import Tally, Todo, change_source, loop_source, todo_source

REMIND_FROM = 25
"""The day of the month from which a report not sent yet is asked for."""


def own_units(user: User) -> list[Unit]:
    """The units that the person sends for; not those that he merely gathers from."""
    return [duty.unit for duty, reach in user.reaches("feeds.import") if reach == Reach.UNIT]


@todo_source
def rows_to_mend(user: User) -> Iterator[Todo]:
    """Mine to mend: what my unit sent or I sent myself. Over an area: what others have to mend."""
    if not user.holds("feeds.import"):
        return
    rows = restrict(FeedRow.objects.filter(state=RowState.QUARANTINED), user, "import")
    mine = Q(delivery__unit__in=own_units(user)) | Q(delivery__imported_by=user)
    address = f"{reverse('feeds:list')}?waiting=yes"
    if count := rows.filter(mine).count():
        sentence = ngettext("有 %(n)s 行数据被隔离，等待更正。", "有 %(n)s 行数据被隔离，等待更正。", count)
        yield Todo(sentence % {"n": count}, address, _("去更正"), count=count)
    if count := rows.exclude(mine).count():
        sentence = ngettext(
            "各单位有 %(n)s 行被隔离的数据还没有更正。", "各单位有 %(n)s 行被隔离的数据还没有更正。", count
        )
        yield Todo(sentence % {"n": count}, address, _("查看"), waiting=True, count=count)


@todo_source
def reports_to_send(user: User) -> Iterator[Todo]:
    """From the 25th on: the monthly feeds that a unit owns and has not sent for this month."""
    today = timezone.localdate()
    if today.day < REMIND_FROM:
        return
    month = today.replace(day=1)
    for unit in own_units(user):
        owed = [feed for feed in definitions().values() if feed.is_monthly and is_owner(unit, feed)]
        if not owed:
            continue
        sent = set(Delivery.objects.filter(unit=unit, report_month=month).values_list("feed", flat=True))
        for feed in owed:
            if feed.name not in sent:
                sentence = _("本月的“%(feed)s”还没有报送。") % {"feed": feed.title}
                address = f"{reverse('feeds:upload')}?feed={feed.name}"
                yield Todo(sentence, address, _("去上传"), due=last_day(month))


def last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@loop_source
def waiting_of_my_unit(user: User) -> Iterator[Tally]:
    """Deliveries of my unit with rows that are not mended yet."""
    waiting = FeedRow.objects.filter(state=RowState.QUARANTINED, delivery__unit__in=own_units(user))
    count = restrict(waiting, user, "view").values("delivery").distinct().count()
    yield Tally(_("有隔离行等待更正的报送批次"), count, f"{reverse('feeds:list')}?waiting=yes")


@change_source
def deliveries_since(user: User, since: date) -> Iterator[Tally]:
    came = restrict(Delivery.objects.filter(imported_at__date__gte=since), user, "view")
    yield Tally(_("新报送的数据"), came.count(), f"{reverse('feeds:list')}?since={since}")
