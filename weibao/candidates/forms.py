"""Forms of research: what is decided and why, what is asked of whom, objections, numbers of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.duties import DUTY_KINDS
from weibao.access.models import DutyAssignment, Unit
from weibao.candidates.models import Candidate, ObjectionOutcome, Then
from weibao.places.models import COUNTY_CODE
from weibao.screening import RuleSet, Setting, settings

ASKED_WITHIN = timedelta(days=7)
"""What the form proposes; the reviewer sets the day."""


def day_field(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def text_field(label: Any, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": 3}), **more)


class ConfirmForm(forms.Form):
    reason = text_field(
        gettext_lazy("为什么确认"), 500, help_text=gettext_lazy("写明了解到的情况和凭什么认定。")
    )
    then = forms.ChoiceField(label=gettext_lazy("接下来"), choices=Then.choices, widget=forms.RadioSelect)


class DeclineForm(forms.Form):
    reason = text_field(
        gettext_lazy("为什么不予确认"),
        500,
        help_text=gettext_lazy("例如：已请假、已有照护、记录有误。不予确认的对象只留计数。"),
    )


class AskForm(forms.Form):
    unit = forms.ModelChoiceField(label=gettext_lazy("请哪个单位核实"), queryset=Unit.objects.none())
    question = text_field(
        gettext_lazy("请核实什么"), 500, help_text=gettext_lazy("一事一问，写明要看什么、问谁。")
    )
    due_on = day_field(label=gettext_lazy("请在哪天前答复"))

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        child, unit = candidate.child, self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units_that_answer(child.area_code[:COUNTY_CODE])
        near = unit.queryset.filter(area_id=child.area_code[:9], kind="town").first()
        unit.initial = child.school_id or (near.pk if near else None)
        self.fields["due_on"].initial = timezone.localdate() + ASKED_WITHIN


def units_that_answer(county: str) -> QuerySet[Unit]:
    """Units of a county in which somebody holds a duty that answers."""
    kinds = [kind for kind, duty in DUTY_KINDS.items() if "verifications.answer" in duty.abilities]
    held = DutyAssignment.objects.in_force().filter(kind__in=kinds, user__is_active=True)
    return Unit.objects.filter(is_active=True, pk__in=held.values("unit"), area__code__startswith=county)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("核实到的情况"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("写看到、问到的事实：哪天、见了谁、情况怎样。不必写推测。"),
    )


class ObjectionForm(forms.Form):
    objector = forms.CharField(label=gettext_lazy("提出人"), max_length=40)
    relation = forms.CharField(
        label=gettext_lazy("与儿童关系"),
        max_length=20,
        help_text=gettext_lazy("本人、父亲、母亲、祖父母等。"),
    )
    text = text_field(gettext_lazy("异议内容"), 1000)
    received_on = day_field(label=gettext_lazy("收到日期"), initial=timezone.localdate)


class ObjectionAnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("结论"), choices=ObjectionOutcome.choices, widget=forms.RadioSelect
    )
    wrong_rows = forms.TypedMultipleChoiceField(
        label=gettext_lazy("哪些数据有误"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("勾选的数据从下次筛查起不再作为依据，直到报送单位更正。请同时通知报送单位。"),
    )
    answer = text_field(gettext_lazy("答复内容"), 1000)

    def __init__(self, *args: Any, rows: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = self.fields["wrong_rows"]
        assert isinstance(wrong, forms.TypedMultipleChoiceField)
        wrong.choices = rows
        if not rows:
            del self.fields["wrong_rows"]


class ReasonForm(forms.Form):
    reason = text_field(gettext_lazy("理由"), 500)


class NumbersForm(forms.Form):
    """Every number of the rules that a county may change."""

    def __init__(self, *args: Any, rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.numbers: dict[str, Setting] = {f"n{i}": one for i, one in enumerate(settings(rules))}
        for name, one in self.numbers.items():
            self.fields[name] = forms.IntegerField(
                label=one.label, min_value=0, max_value=3_650, initial=one.value
            )

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """The fields by rule: the levels first."""
        by_rule: dict[str | None, list[Any]] = {}
        for name, one in self.numbers.items():
            by_rule.setdefault(one.rule, []).append(self[name])
        for rule, fields in by_rule.items():
            yield (f"{rule} {self.rules[rule].title}" if rule else _("级别")), fields

    def changes(self) -> dict[str, int]:
        """Path → number, for those that were changed."""
        return {
            one.path: self.cleaned_data[name]
            for name, one in self.numbers.items()
            if self.cleaned_data[name] != one.value
        }
