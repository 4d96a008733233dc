"""What the feeds are: who sends what and why, and an empty workbook of each to fill in."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.feeds.blank import blank_workbook
from weibao.feeds.definitions import definitions
from weibao.feeds.senders import feeds_of
from weibao.feeds.wording import described
from weibao.web.exports import XLSX, download


class Definitions(DutyView):
    ability = "feeds.view"

    def get(self, request: SignedInRequest) -> HttpResponse:
        mine = {feed.name for feed in feeds_of(request.user)}
        feeds = [described(feed, mine=feed.name in mine) for feed in definitions().values()]
        feeds.sort(key=lambda one: not one.mine)
        context = {"feeds": feeds, "may_send": bool(mine)}
        return render(request, "feeds/definitions.html", context)


class Blank(DutyView):
    """The empty workbook of a feed. It holds nothing of anybody, so nothing is logged."""

    ability = "feeds.view"

    def get(self, request: SignedInRequest, feed: str) -> HttpResponse:
        definition = definitions().get(feed)
        if definition is None:
            raise Http404
        name = _("%(feed)s（空白表）.xlsx") % {"feed": definition.title}
        return download(blank_workbook(definition), name, XLSX)
