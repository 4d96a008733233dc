"""The one list page: title and count, filters in the address, sort, 50 rows, export. A list declares, never writes it.

class DeliveryList(ListView):
    ability = "feeds.view"
    queryset = Delivery.objects.select_related("unit")
    table_class = DeliveryTable
    filterset_class = DeliveryFilter
    title = _("报送批次")
    empty = _("还没有报送。点“上传数据”开始第一批。")
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from weibao.access.policies import policy_of
from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.hashing import keyed
from weibao.audit.services import Log, act, demand
from weibao.web.archives import archive_response, offer, password_asked_with
from weibao.web.exports import name_of, signed_by, write_workbook
from weibao.web.filtering import chips_of, sorts_of

PER_PAGE = 50
EXPORT_LIMIT = 50_000


class Table(tables.Table):
    """Base of every table: plain styling; `record_url` makes the rows open."""

    class Meta:
        attrs = {"class": "table table-vcenter card-table table-sticky"}
        order_by_field = "sort"

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("row_attrs", {"data-href": self.row_address})
        super().__init__(*args, **kwargs)

    @staticmethod
    def row_address(record) -> str:
        """Where a click on the row leads; models give it by `get_absolute_url`."""
        return record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""


class ListView(DutyView):
    """A list within the reader's reach, with filter, sort, pages and export."""

    queryset: QuerySet
    action = "view"
    table_class: type[Table]
    filterset_class: type[django_filters.FilterSet]
    title: str | Promise
    intro: str | Promise = ""
    empty: str | Promise
    template_name = "web/list.html"

    def get(self, request: SignedInRequest) -> HttpResponse:
        filterset = self.filterset_class(request.GET, queryset=self.rows(), request=request)
        table = self.table_class(filterset.qs, request=request)
        searched, hidden = searched_for(filterset), self.hidden_columns(table)
        if request.GET.get("export") == "xlsx":
            return self.export(request, table, hidden, searched)
        for name in hidden:
            table.columns.hide(name)
        if not searched:
            return self.page(filterset, table)
        with act(request.user, "lists.search", ability=self.ability) as log:
            note_search(log, request.path, searched)
            log.note(hits=len(table.rows))
            return self.page(filterset, table)

    def page(self, filterset: django_filters.FilterSet, table: tables.Table) -> HttpResponse:
        request = self.request
        tables.RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
        return render(request, self.template_name, self.context(filterset, table))

    def rows(self) -> QuerySet:
        """The records in reach; narrow it in a subclass, never widen it."""
        return self.allowed(self.queryset.all(), self.action)

    @property
    def export_ability(self) -> str:
        """The ability that exporting needs: what the policy of the records says, else the list's own."""
        policy = policy_of(self.rows().model)
        return (policy.export if policy else "") or self.ability

    def context(self, filterset: django_filters.FilterSet, table: tables.Table) -> dict[str, Any]:
        return {
            "title": self.title,
            "intro": self.intro,
            "empty": self.empty,
            "filter": filterset,
            "table": table,
            "count": table.paginator.count,
            "chips": chips_of(filterset, self.request.GET),
            "sorts": sorts_of(table),
            "choices": [(c.name, c.header, c.visible) for c in table.columns.iterall()],
            "may_export": self.request.user.holds(self.export_ability),
        }

    def hidden_columns(self, table: tables.Table) -> list[str]:
        """The columns that the address leaves out; it names those to be shown, or none: then all are."""
        shown = set(self.request.GET.getlist("column")) & set(table.columns.names())
        return [name for name in table.columns.names() if shown and name not in shown]

    def export(
        self,
        request: SignedInRequest,
        table: tables.Table,
        hidden: Sequence[str] = (),
        searched: Mapping[str, str] = MappingProxyType({}),
    ) -> HttpResponse:
        """The filtered, sorted list with the shown columns as a workbook in an encrypted archive, after the page that
        shows its password; who took it with how many rows, searched for what, is in the log."""
        demand(request.user, "lists.export", self.export_ability)
        tables.RequestConfig(request, paginate=False).configure(table)
        if len(table.rows) > EXPORT_LIMIT:
            raise PermissionDenied(_("一次最多导出 %(n)s 行，请先筛选。") % {"n": EXPORT_LIMIT})
        title, password = str(self.title), password_asked_with(request)
        with act(
            request.user, "lists.export" if password else "lists.offer", ability=self.export_ability
        ) as log:
            note_search(log, request.path, searched)
            log.note(rows=len(table.rows))
            if not password:
                query = request.GET.copy()
                query.pop("export")
                back = f"{request.path}?{query.urlencode()}"
                return offer(request, title=title, rows=len(table.rows), back=back)
            values = table.as_values(exclude_columns=hidden)
            content = write_workbook(title, values, reader=signed_by(request.user))
            return archive_response(content, name_of(title), password)


def searched_for(filterset: django_filters.FilterSet) -> dict[str, str]:
    """What the reader typed to search by, each text by the name of its filter; choices and dates are no search."""
    if not filterset.form.is_valid():
        return {}
    typed = (name for name, one in filterset.filters.items() if isinstance(one, django_filters.CharFilter))
    return {name: text for name in typed if (text := filterset.form.cleaned_data.get(name))}


def note_search(log: Log, path: str, searched: Mapping[str, str]) -> None:
    """Which list was searched and, as keyed hashes, for what: the log never holds the words."""
    log.note(list=path, **{f"by_{name}": keyed(text) for name, text in searched.items()})
