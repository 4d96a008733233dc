"""Tiers: the list, finding the child, choosing the road that the law leaves open to this authority, one tier."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from weibao.access.policies import NOTHING, within
from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.hashing import keyed
from weibao.audit.services import act
from weibao.intervention import services
from weibao.intervention.filters import TierFilter
from weibao.intervention.forms import CloseTierForm, KeepTierForm, TierTextForm, half_a_year_on, today_initial
from weibao.intervention.models import Authority, Level, Tier, TierState
from weibao.intervention.services.tiering import ability_below
from weibao.intervention.statutes import WAYS, Way, ages, duties_of_care, listed
from weibao.intervention.suggesting import suggested
from weibao.intervention.tables import TierTable
from weibao.intervention.tier_forms import OpenTierForm, item_key, written
from weibao.intervention.versions import versions
from weibao.intervention.views.base import ActPage, ChildActPage, OpenedPage
from weibao.people.models import Child
from weibao.people.search import find_children
from weibao.web.lists import ListView

TIERS = Tier.objects.select_related(
    "child__school", "unit", "jointly_with", "decided_by", "closed_by", "follows"
)
FOUND = 20


class TierList(ListView):
    ability = "tiers.view"
    queryset = Tier.objects.select_related("child", "unit")
    table_class = TierTable
    filterset_class = TierFilter
    template_name = "intervention/tier_list.html"
    title = _("分级干预")
    intro = _("分级由法定机关依《预防未成年人犯罪法》决定，预警分值不决定任何级别。")
    empty = _("还没有分级干预。学校、公安机关、教育行政部门依法决定后登记在这里。")

    def context(self, filterset, table) -> dict[str, Any]:
        decides = any(self.request.user.holds(f"tiers.{one}") for one in Authority.values)
        return super().context(filterset, table) | {"decides": decides}


class TierPage(OpenedPage[Tier]):
    ability = "tiers.view"
    queryset = TIERS
    template_name = "intervention/tier.html"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        tier, can = self.record, self.abilities
        lowered = tier.state == TierState.LOWERED
        return self.show(
            grounds=written(tier.grounds),
            measures=written(tier.measures),
            articles=duties_of_care(tier.level),
            is_ours=f"tiers.{tier.authority}" in can and tier.state == TierState.OPEN,
            may_lower=tier.level > Level.MISCONDUCT,
            may_settle=lowered and ability_below(tier) in can,
            versions=versions(tier),
        )


class FindChild(DutyView):
    """An authority finds the child by name or number; no list of children is shown to browse."""

    ability = "tiers.view"

    def get(self, request: SignedInRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        found: list[Child] = []
        if len(text) > 1:
            with act(request.user, "tier.find", ability=self.ability) as log:
                found = list(find_children(self.children(), text).select_related("school")[:FOUND])
                log.note(q=keyed(text), hits=len(found))
        context = {"q": text, "found": found, "suggested": suggested(request.user)}
        return render(request, "intervention/tier_find.html", context)

    def children(self) -> QuerySet[Child]:
        ours = NOTHING
        for one in Authority.values:
            ours |= Q(pk__in=within(Child.objects.kept(), self.request.user, f"tiers.{one}").values("pk"))
        return Child.objects.filter(ours)


class OpenTier(ChildActPage):
    """The roads open to this authority, then the form of one (`way` in the address)."""

    template_name = "intervention/tier_open.html"
    title = _("实施分级干预")
    button = _("决定实施")
    done = _("已登记分级干预。")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.way = self.chosen(request)
        # Who sees tiers but opens none is refused like everybody who may not.
        self.ability = (self.way or WAYS[0]).ability

    def chosen(self, request: HttpRequest) -> Way | None:
        """The road named in the address, else the only one that this reader may take."""
        if not request.user.is_authenticated:
            return None
        mine = [one for one in WAYS if request.user.holds(one.ability)]
        named = [one for one in mine if one.key == request.GET.get("way")]
        return next(iter(named or mine), None)

    def roads(self) -> list[Way]:
        return [one for one in WAYS if one.ability in self.abilities]

    def form(self, data: Any = None) -> forms.Form:
        assert self.way
        return OpenTierForm(data, way=self.way, child=self.child, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """Today, half a year, and what leaves no choice ticked already."""
        assert self.way
        found: dict[str, Any] = today_initial() | {"until": half_a_year_on()}
        for name, chapters in (("grounds", self.way.grounds), ("measures", self.way.measures)):
            items = list(listed(chapters))
            if len(items) == 1:
                found[name] = [item_key(items[0])]
        return found

    def perform(self, **terms: Any) -> Tier:
        assert self.way
        return services.open_tier(actor=self.request.user, child=self.child, level=self.way.level, **terms)

    @property
    def back(self) -> str:
        return reverse("intervention:tier-find")

    def page(self, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
        assert self.way
        return self.show(
            **more,
            status=status,
            form=form,
            title=self.title,
            button=self.button,
            back=self.back,
            way=self.way,
            roads=self.roads(),
            hints=ages(self.child, timezone.localdate()),
            articles=duties_of_care(self.way.level),
        )


class TierAct(ActPage[Tier]):
    """An act of the tier's own authority."""

    ability = "tiers.view"
    queryset = TIERS

    @cached_property
    def record(self) -> Tier:
        """Only the authority's own tiers: those that it may change by its own action of the policy."""
        tier = self.fetch(self.queryset.all(), "view", pk=self.kwargs["pk"])
        return self.fetch(self.queryset.all(), self.authority(tier), pk=tier.pk)

    def authority(self, tier: Tier) -> str:
        return tier.authority


class KeepTier(TierAct):
    form_class = KeepTierForm
    title = _("评估后继续实施")
    button = _("继续实施")
    done = _("已登记继续实施。")

    def perform(self, *, text: str, until: date) -> Tier:
        return services.keep_tier(actor=self.request.user, tier=self.record, until=until, text=text)


class LowerTier(TierAct):
    form_class = TierTextForm
    title = _("降级")
    intro = _("本级结束，请下一级的法定机关在十五天内研究是否接续。")
    button = _("降级")
    done = _("已降级，等待下一级研究。")

    def perform(self, *, text: str) -> Tier:
        return services.lower_tier(actor=self.request.user, tier=self.record, text=text)


class CloseTier(TierAct):
    form_class = CloseTierForm
    title = _("结束分级干预")
    button = _("结束")
    done = _("分级干预已结束。")

    def initial(self) -> dict[str, Any]:
        return today_initial()

    def authority(self, tier: Tier) -> str:
        if tier.state == TierState.LOWERED:
            return ability_below(tier).removeprefix("tiers.")
        return tier.authority

    def perform(self, *, text: str, on: date, back_in_normal_life: bool) -> Tier:
        return services.close_tier(
            actor=self.request.user,
            tier=self.record,
            back_in_normal_life=back_in_normal_life,
            text=text,
            on=on,
        )
