"""Forms of the administration: units, accounts, duties."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from weibao.access.duties import DUTY_KINDS
from weibao.access.models import Unit
from weibao.places.models import Area, Level


class AreaField(forms.ModelChoiceField):
    def label_from_instance(self, area: Area) -> str:
        return f"{area.parent} · {area.name}" if area.level == Level.VILLAGE else area.name


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


class UnitForm(forms.ModelForm):
    """A unit within the reader's reach. Only checks: the service writes."""

    class Meta:
        model = Unit
        fields: ClassVar = ["name", "short_name", "kind", "area", "parent", "is_active"]
        field_classes: ClassVar = {"area": AreaField, "parent": UnitField}
        help_texts: ClassVar = {
            "name": _("与公章一致的全称，全县不重复。"),
            "short_name": _("列表里显示的简称，可不填。"),
            "is_active": _("停用后不能再任职、报送，已有记录不受影响。"),
        }

    def __init__(self, *args, areas: QuerySet[Area], units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["parent"].queryset = units.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["parent"].required = False


class AccountForm(forms.Form):
    username = forms.CharField(
        label=_("账号"), max_length=60, help_text=_("用小写字母、数字和 . _ - 组成，开设后不能更改。")
    )
    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("一人一号，写真实姓名。"))
    unit = UnitField(label=_("所在单位"), queryset=Unit.objects.none())

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("职责"), choices=[("", "---------"), *((key, one.title) for key, one in DUTY_KINDS.items())]
    )
    unit = UnitField(label=_("任职单位"), queryset=Unit.objects.none())
    area = AreaField(
        label=_("负责地域"), queryset=Area.objects.none(), help_text=_("只能看到这个地域内的记录。")
    )
    purpose = forms.CharField(
        label=_("用途"), max_length=200, help_text=_("为什么需要，依据哪份文件或分工，会记入操作记录。")
    )
    ends_on = forms.DateField(
        label=_("截止日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不填则长期有效，直到收回。"),
    )

    def __init__(self, *args, units: QuerySet[Unit], areas: QuerySet[Area], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
