"""Forms of the child file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from weibao.people.opening import Purpose


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("查阅用途"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        help_text=_("用途会记入操作记录，本次登录期间有效。"),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明核对了什么材料、凭什么认定。"),
    )
