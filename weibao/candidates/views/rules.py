"""The rules: in plain words with their figures, changed with a preview, set aside, compared by version and by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from weibao.access.reaching import over_a_county
from weibao.access.views import DutyView, SignedInRequest
from weibao.candidates.explaining import rules_of
from weibao.candidates.figures import figures_by_rule
from weibao.candidates.forms import NumbersForm, ReasonForm
from weibao.candidates.grouping import rates, towns_elsewhere
from weibao.candidates.models import ImpactAssessment, RuleSuspension, RuleVersion, Track
from weibao.candidates.ruling import (
    CannotChange,
    adopt_rules,
    resume_rule,
    suspend_rule,
    suspended_rules,
    version_in_force,
)
from weibao.candidates.running import last_run, present_day
from weibao.candidates.trying import try_rules
from weibao.machines import ChangedMeanwhile
from weibao.screening import Figures, Rule, RuleError, RuleSet, adjust, default_inputs, difference
from weibao.screening.ruleset import LEVEL_WORDS
from weibao.screening.wording import ground_in_words, lasts_in_words, points_in_words, when_in_words
from weibao.web.editing import SEEN, Conflict, differences


@dataclass(frozen=True)
class RuleTold:
    """A rule in words, with its figures and whether it is set aside."""

    rule: Rule
    feed: str
    when: str
    points: str
    lasts: str
    grounds: list[str]
    figures: Figures | None
    suspension: RuleSuspension | None

    @property
    def days(self) -> str:
        return days_of(self.figures)

    @property
    def share(self) -> str:
        return share_of(self.figures)


def days_of(figures: Figures | None) -> str:
    if figures is None or figures.median_time is None:
        return "—"
    return _("%(n)s 天") % {"n": round(figures.median_time / timedelta(days=1), 1)}


def share_of(figures: Figures | None) -> str:
    return "—" if figures is None or figures.share is None else f"{figures.share:.0%}"


def told(rules: RuleSet, figures: Mapping[str | None, Figures]) -> list[RuleTold]:
    """Every rule, protection first."""
    inputs = default_inputs()
    suspended = {one.rule: one for one in RuleSuspension.objects.filter(resumed_on=None)}
    return [
        RuleTold(
            rule=rule,
            feed=inputs[rule.feed].title if rule.feed else _("组合"),
            when=when_in_words(rule, inputs),
            points=points_in_words(rule, inputs),
            lasts=lasts_in_words(rule.lasts),
            grounds=[ground_in_words(ground) for ground in rule.ground],
            figures=figures.get(rule.id),
            suspension=suspended.get(rule.id),
        )
        for rule in sorted(rules.rules, key=lambda one: one.track != Track.PROTECTION)
    ]


class RulesPage(DutyView):
    ability = "rules.view"

    def get(self, request: SignedInRequest) -> HttpResponse:
        version = version_in_force()
        rules = rules_of(version.text)
        # Counts of the whole county by rule may be of one child; a reader of less is shown none.
        counted = over_a_county(request.user, self.ability)
        figures = figures_by_rule() if counted else {}
        whole = figures.get(None)
        context = {
            "version": version,
            "told": told(rules, figures),
            "levels": [(LEVEL_WORDS[name], name, least) for name, least in rules.levels.items()],
            "counted": counted,
            "whole": whole,
            "whole_days": days_of(whole),
            "whole_share": share_of(whole),
            "last": last_run(),
            "assessment": ImpactAssessment.objects.filter(version=version).first(),
            "may_change": request.user.holds("rules.change"),
        }
        return render(request, "candidates/rules.html", context)


class ChangePage(DutyView):
    """Change numbers, see what the change would do, then put it in force with a reason."""

    ability = "rules.change"

    @cached_property
    def version(self) -> RuleVersion:
        return version_in_force()

    @cached_property
    def rules(self) -> RuleSet:
        return rules_of(self.version.text)

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self.page(NumbersForm(rules=self.rules))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = NumbersForm(request.POST, rules=self.rules)
        if not form.is_valid():
            return self.page(form)
        seen = request.POST.get(SEEN, "")
        if seen != self.version.sha:
            return self.conflict(form)
        try:
            changed = adjust(self.rules, form.changes())
        except RuleError as fault:
            for problem in fault.problems:
                form.add_error(None, problem)
            return self.page(form)
        if changed.version == self.rules.version:
            form.add_error(None, _("没有改动任何数值。"))
            return self.page(form)
        if "adopt" not in request.POST:
            return self.preview(form, changed, ReasonForm())
        reason = ReasonForm(request.POST)
        if not reason.is_valid():
            return self.preview(form, changed, reason)
        try:
            said = reason.cleaned_data["reason"]
            made = adopt_rules(actor=request.user, rules=changed, reason=said, seen=seen)
        except ChangedMeanwhile:
            del self.version, self.rules
            return self.conflict(form)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("第 %(n)s 版规则已启用，下次筛查起生效。") % {"n": made.number})
        return HttpResponseRedirect(reverse("candidates:rules"))

    def conflict(self, form: NumbersForm) -> HttpResponse:
        """The numbers again, those now in force beside those that were written."""
        now = NumbersForm(rules=self.rules)
        stored = {name: field.initial for name, field in now.fields.items()}
        who = str(self.version.adopted_by or "")
        found = Conflict(list(differences(form, stored)), who, self.version.adopted_at)
        return self.page(form, status=409, conflict=found)

    def page(self, form: NumbersForm, *, status: int = 200, conflict: Conflict | None = None) -> HttpResponse:
        context = {"form": form, SEEN: self.version.sha, "conflict": conflict}
        return render(
            self.request, "candidates/rules_change.html", context, status=422 if form.errors else status
        )

    def preview(self, form: NumbersForm, changed: RuleSet, reason: ReasonForm) -> HttpResponse:
        day = present_day()
        tried = try_rules(changed.suspend(suspended_rules() & {one.id for one in changed.rules}), as_of=day)
        context = {
            "form": form,
            SEEN: self.version.sha,
            "reason": reason,
            "day": day,
            "differences": difference(self.rules, changed),
            "levels": [
                (
                    label,
                    name,
                    [(tried.before.counts[track][name], tried.after.counts[track][name]) for track in Track],
                )
                for name, label in LEVEL_WORDS.items()
            ],
            "counts": [(track.label, tried.counts[track]) for track in Track],
            "by_rule": [
                (rule, one) for rule, one in tried.by_rule.items() if one["entering"] or one["leaving"]
            ],
        }
        return render(
            self.request, "candidates/rules_preview.html", context, status=422 if reason.errors else 200
        )


class SuspendPage(DutyView):
    """Set a rule aside, with the reason."""

    ability = "rules.change"

    def rule(self, rule: str) -> Rule:
        for one in rules_of(version_in_force().text).rules:
            if one.id == rule:
                return one
        raise Http404

    def get(self, request: SignedInRequest, rule: str) -> HttpResponse:
        return self.page(rule, ReasonForm())

    def post(self, request: SignedInRequest, rule: str) -> HttpResponse:
        self.rule(rule)
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                self.act(rule, form.cleaned_data["reason"])
            except CannotChange as refusal:
                form.add_error(None, str(refusal))
            else:
                return HttpResponseRedirect(reverse("candidates:rules"))
        return self.page(rule, form)

    def act(self, rule: str, reason: str) -> None:
        suspend_rule(actor=self.request.user, rule=rule, reason=reason)
        messages.success(self.request, _("规则 %(rule)s 已暂停，下次筛查起不再计分。") % {"rule": rule})

    def page(self, rule: str, form: ReasonForm, **more: Any) -> HttpResponse:
        context = {"rule": self.rule(rule), "form": form, "resuming": False} | more
        return render(
            self.request, "candidates/rule_suspend.html", context, status=422 if form.errors else 200
        )


class ResumePage(SuspendPage):
    """Take a rule up again, with the reason."""

    @cached_property
    def suspension(self) -> RuleSuspension:
        return self.fetch(RuleSuspension.objects.filter(resumed_on=None), "change", rule=self.kwargs["rule"])

    def act(self, rule: str, reason: str) -> None:
        resume_rule(actor=self.request.user, suspension=self.suspension, reason=reason)
        messages.success(self.request, _("规则 %(rule)s 已恢复使用，下次筛查起计分。") % {"rule": rule})

    def page(self, rule: str, form: ReasonForm, **more: Any) -> HttpResponse:
        return super().page(rule, form, resuming=True, suspension=self.suspension)


class GroupsPage(DutyView):
    """Whether children of some sex, town or kind of household come up more often than chance explains."""

    ability = "rules.view"

    def get(self, request: SignedInRequest) -> HttpResponse:
        run = last_run()
        compared = rates(run, besides=towns_elsewhere(request.user)) if run else {}
        context = {"run": run, "tracks": [(track.label, compared.get(track, [])) for track in Track]}
        return render(request, "candidates/rules_groups.html", context)


class VersionsPage(DutyView):
    """All versions, each with what it changed."""

    ability = "rules.view"

    def get(self, request: SignedInRequest) -> HttpResponse:
        versions = list(
            self.allowed(RuleVersion.objects.select_related("adopted_by")).prefetch_related("assessments")
        )
        changes = {
            new.number: difference(rules_of(old.text), rules_of(new.text)) for new, old in pairwise(versions)
        }
        context = {
            "versions": [(one, changes.get(one.number, [])) for one in versions],
            "suspensions": RuleSuspension.objects.select_related("suspended_by", "resumed_by"),
        }
        return render(request, "candidates/rule_versions.html", context)


class VersionPage(DutyView):
    """One version as the text of a rule file."""

    ability = "rules.view"

    def get(self, request: SignedInRequest, number: int) -> HttpResponse:
        version = self.fetch(RuleVersion.objects.select_related("adopted_by"), number=number)
        return render(request, "candidates/rule_version.html", {"version": version})


class AssessmentPage(DutyView):
    """An impact assessment as it was kept; for printing."""

    ability = "rules.view"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        found = self.fetch(ImpactAssessment.objects.select_related("version"), pk=pk)
        context = {"assessment": found, "content": found.content}
        return render(request, "candidates/assessment.html", context)
