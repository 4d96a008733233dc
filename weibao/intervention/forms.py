"""Forms of intervention. What the system knows is filled in; what it may not know is not asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.access.models import DutyAssignment, User
from weibao.candidates.models import Track
from weibao.intervention.care_kinds import CareKind, care_kinds
from weibao.intervention.models import CareDuty, Manner, OutcomeKind
from weibao.intervention.months import months_after
from weibao.intervention.services import Member
from weibao.people.models import Child
from weibao.places.models import COUNTY_CODE


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label, *, help_text="", required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), help_text=help_text, required=required)


def long_text(label, *, help_text="", rows: int = 4, limit: int = 1000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, help_text=help_text, max_length=limit)


class ReasonForm(forms.Form):
    reason = long_text(_("理由"), help_text=_("写明依据和考虑，会留在记录里。"))


class ProposeForm(forms.Form):
    track = forms.ChoiceField(label=_("方向"), choices=Track.choices, widget=forms.RadioSelect)
    grounds = long_text(
        _("提请理由"), help_text=_("为什么需要多部门一起帮助。只写事实和需要，不写评价孩子的话。")
    )


class ReleaseForm(ReasonForm):
    keep_plan = forms.BooleanField(
        label=_("帮扶方案转为一般关爱，继续执行"),
        required=False,
        help_text=_("不选则方案、专班和按名查阅权限一并结束。"),
    )


class LeadForm(forms.Form):
    lead = forms.ModelChoiceField(
        label=_("专班负责人"),
        queryset=User.objects.none(),
        help_text=_("指派后负责人即可查阅这名儿童的档案。"),
    )

    def __init__(self, *args, child: Child, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lead"]
        field.queryset = users_with("plan_lead", near=child)  # type: ignore[attr-defined]
        field.label_from_instance = lambda user: f"{user.name} · {user.unit}"  # type: ignore[attr-defined]


class UntilForm(forms.Form):
    until = day_field(_("执行至"))


class VisitForm(forms.Form):
    """Five fields for a telephone; neither position nor photograph."""

    on = day_field(_("回访日期"))
    manner = forms.ChoiceField(label=_("方式"), choices=Manner.choices, widget=forms.RadioSelect)
    met = forms.CharField(
        label=_("见到了谁"), max_length=100, widget=forms.TextInput(attrs={"list": "met-choices"})
    )
    situation = long_text(_("现在怎么样"), rows=4)
    next_step = long_text(_("下一步"), rows=3)


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("成效"), choices=OutcomeKind.choices)
    on = day_field(_("日期"))
    text = long_text(_("说明"))


class TierTextForm(forms.Form):
    text = long_text(_("评估意见"))


class KeepTierForm(TierTextForm):
    until = day_field(_("继续实施至"))


class CloseTierForm(TierTextForm):
    on = day_field(_("结束日期"))
    back_in_normal_life = forms.TypedChoiceField(
        label=_("已回归正常学习生活"),
        choices=[("yes", _("是")), ("no", _("否"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )


class MemberForm(forms.Form):
    """One of the seven. Left without a name it is left out."""

    name = forms.CharField(label=_("姓名"), max_length=40, required=False)
    phone = forms.CharField(label=_("电话"), max_length=60, required=False)
    unit = forms.CharField(label=_("单位"), max_length=80, required=False)
    task = forms.CharField(label=_("职责"), max_length=200)
    account = forms.CharField(
        label=_("平台账号"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: CareKind,
        child: Child,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, prefix=kind.key)
        self.kind, self.child = kind, child

    def clean_account(self) -> User | None:
        written = self.cleaned_data["account"].strip()
        if not written:
            return None
        within = self.child.area_code[:COUNTY_CODE]
        active = User.objects.filter(is_active=True, unit__area__code__startswith=within)
        user = active.filter(username=written).first()
        if user is None:
            raise forms.ValidationError(_("没有这个账号，请从列表里选，或留空。"))
        return user

    def member(self) -> Member | None:
        data = self.cleaned_data
        if not data["name"]:
            return None
        return Member(self.kind.key, data["name"], data["task"], data["phone"], data["unit"], data["account"])


def member_forms(
    data: Mapping[str, Any] | None, standing: Mapping[str, CareDuty], child: Child
) -> list[MemberForm]:
    """A form for each kind, filled with who stands there now, the guardian from the child's file, or the usual task."""

    guardian = child.guardians.first()

    def initial(kind: CareKind) -> dict[str, str]:
        duty = standing.get(kind.key)
        if duty:
            account = duty.user.username if duty.user else ""
            return {
                "name": duty.name,
                "phone": duty.phone,
                "unit": duty.unit,
                "task": duty.task,
                "account": account,
            }
        if kind.key == "guardian" and guardian:
            return {"name": guardian.name, "phone": guardian.phones, "task": kind.task}
        return {"task": kind.task}

    return [MemberForm(data, kind=kind, child=child, initial=initial(kind)) for kind in care_kinds().values()]


def accounts(child: Child) -> Iterator[tuple[str, str]]:
    """(user name, who it is) of those in the child's county whose duties let them work with one child by name."""
    kinds = ("plan_lead", "team_member", "school_office", "police", "children_officer", "township_officer")
    for user in users_with(*kinds, near=child):
        yield user.username, f"{user.name} · {user.unit}"


def users_with(*kinds: str, near: Child) -> QuerySet[User]:
    """Active users who hold one of these duties today in the child's county."""
    within = near.area_code[:COUNTY_CODE]
    duties = DutyAssignment.objects.in_force().filter(kind__in=kinds, area__code__startswith=within)
    users = User.objects.filter(is_active=True, pk__in=duties.values("user"))
    return users.select_related("unit").order_by("unit__name", "name")


def half_a_year_on() -> date:
    """What most plans and measures run for; offered, and easily changed."""
    return months_after(timezone.localdate(), 6)


def today_initial() -> dict[str, date]:
    return {"on": timezone.localdate()}
