"""The form of a support plan, whole or by section: situation, goals, measures, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weibao.intervention.care_kinds import care_kinds
from weibao.intervention.forms import day_field, half_a_year_on, long_text
from weibao.intervention.models import Goal, Measure, SupportPlan

SECTIONS = {"situation": _("基本情况"), "goals": _("目标"), "measures": _("措施")}
EMPTY_ROWS = 2
MOST_ROWS = 20


class SituationForm(forms.Form):
    situation = long_text(
        _("基本情况"),
        rows=5,
        limit=3000,
        help_text=_("孩子的处境、需要和长处，只写对帮助有用的。"),
    )
    until = day_field(_("方案执行至"), help_text=_("到期前两周会提醒评估。"))


class GoalForm(forms.Form):
    text = forms.CharField(label=_("目标"), max_length=300)
    until = day_field(_("达成期限"))


class MeasureForm(forms.Form):
    text = forms.CharField(label=_("措施"), max_length=300)
    care_duty = forms.ChoiceField(label=_("由谁负责"))
    until = day_field(_("实施至"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("请选择")), *((kind.key, kind.title) for kind in care_kinds().values())]
        self.fields["care_duty"].choices = choices  # type: ignore[attr-defined]


def rows(form: type[forms.Form], *, have: int) -> type[forms.BaseFormSet]:
    return forms.formset_factory(
        form,
        extra=EMPTY_ROWS if have else EMPTY_ROWS + 1,
        max_num=MOST_ROWS,
        can_delete=True,
        can_delete_extra=False,
    )


class PlanForms:
    """The forms of the sections shown; what is not shown stays as the plan has it."""

    def __init__(self, plan: SupportPlan, shown: tuple[str, ...], data: Mapping[str, Any] | None = None):
        self.plan, self.shown = plan, shown
        goals = [{"text": one.text, "until": one.until} for one in plan.goal_list]
        measures = [
            {"text": one.text, "care_duty": one.care_duty, "until": one.until} for one in plan.measure_list
        ]
        self.situation = self.goals = self.measures = None
        if "situation" in shown:
            self.situation = SituationForm(
                data, initial={"situation": plan.situation, "until": plan.until or half_a_year_on()}
            )
        if "goals" in shown:
            self.goals = rows(GoalForm, have=len(goals))(data, initial=goals, prefix="goals")
        if "measures" in shown:
            self.measures = rows(MeasureForm, have=len(measures))(data, initial=measures, prefix="measures")

    @property
    def has_errors(self) -> bool:
        """Whether any form shown was sent with something to put right."""
        shown = (self.situation, self.goals, self.measures)
        return any(form.is_bound and not form.is_valid() for form in shown if form is not None)

    def is_valid(self) -> bool:
        shown = [form for form in (self.situation, self.goals, self.measures) if form is not None]
        # Every form, so that all errors show at once.
        return not [form for form in shown if not form.is_valid()]

    def content(self) -> dict[str, Any]:
        """What `draft_plan` takes."""
        plan = self.plan
        situation = self.situation.cleaned_data if self.situation else {}
        return {
            "situation": situation.get("situation", plan.situation),
            "until": situation.get("until", plan.until),
            "goals": [Goal(**one) for one in filled(self.goals)] if self.goals else plan.goal_list,
            "measures": [Measure(**one) for one in filled(self.measures)]
            if self.measures
            else plan.measure_list,
        }


def filled(formset: forms.BaseFormSet) -> list[dict[str, Any]]:
    """The rows that were written and not struck out."""
    found = []
    for form in formset.forms:
        data = dict(form.cleaned_data)
        if not data or data.pop("DELETE", False):
            continue
        found.append(data)
    return found
