"""Forms of protection."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from weibao.people.opening import Purpose
from weibao.protection.sealing.kinds import CHOICES, grounds_for_opening
from weibao.protection.services.breaking import LONGEST_HOURS, SHORTEST_REASON
from weibao.protection.services.opening import LONGEST_DAYS as OPEN_DAYS
from weibao.protection.services.requesting import LONGEST_DAYS


def long_text(label, *, help_text="", rows: int = 4, limit: int = 1000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, help_text=help_text, max_length=limit)


class AskForm(forms.Form):
    subject = forms.CharField(
        label=_("申请查阅哪一名儿童"),
        max_length=200,
        help_text=_("填写身份证号；没有号码的，写明您知道的情况（姓名、学校或村、事由），由审批人员查找。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    use = forms.ChoiceField(label=_("用途"), choices=Purpose.choices, widget=forms.RadioSelect)
    reason = long_text(_("为什么需要查阅"), help_text=_("写明正在办理什么、为什么需要看档案。"))
    days = forms.IntegerField(
        label=_("查阅期限（天）"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=7,
        help_text=_("到期自动结束。"),
    )


class DecideForm(forms.Form):
    reason = long_text(
        _("审批意见"), rows=3, help_text=_("申请人会看到。不予批准时，不要写出是否有这名儿童的档案。")
    )


class BreakForm(forms.Form):
    id_number = forms.CharField(
        label=_("儿童身份证号"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.CharField(
        label=_("紧急情况"),
        min_length=SHORTEST_REASON,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明发生了什么、从哪里得知、准备怎么做。"),
    )
    hours = forms.TypedChoiceField(
        label=_("查阅时长（小时）"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, LONGEST_HOURS + 1)],
        help_text=_("到时自动关闭。"),
    )


class ExplainForm(forms.Form):
    explanation = long_text(_("事后说明"), help_text=_("做了什么、结果如何、为什么来不及申请。"))


class ReviewForm(forms.Form):
    justified = forms.TypedChoiceField(
        label=_("理由是否成立"),
        choices=[("yes", _("成立")), ("no", _("不成立"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    review = long_text(_("复核意见"), rows=3)


class FileNumberForm(forms.Form):
    number = forms.CharField(
        label=_("档案号"),
        max_length=40,
        help_text=_("在儿童档案页上，由查阅人员提供，如 WB-3F2A91C0。这里看不到姓名和档案内容。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NoticeForm(forms.Form):
    id_number = forms.CharField(
        label=_("被封存人身份证号"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kinds = forms.MultipleChoiceField(
        label=_("封存的记录"), choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    document = forms.CharField(label=_("封存通知书文号"), max_length=80)
    along = forms.BooleanField(
        label=_("连同帮教、评估材料一并封存"),
        required=False,
        initial=True,
        help_text=_("已经结束的帮扶方案、专班、回访、重点青少年和行为线预警。"),
    )


class SealDueForm(forms.Form):
    document = forms.CharField(label=_("封存通知书文号"), max_length=80)


class OpeningForm(forms.Form):
    id_number = forms.CharField(
        label=_("被查询人身份证号"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    ground = forms.ChoiceField(label=_("法律依据"), choices=grounds_for_opening)
    document = forms.CharField(label=_("查询文书文号"), max_length=80)
    reason = long_text(_("查询事由"), rows=3, help_text=_("司法机关为办案需要，或者依照国家规定查询。"))
    days = forms.IntegerField(
        label=_("查阅期限（天）"), min_value=1, max_value=OPEN_DAYS, initial=1, help_text=_("到期自动结束。")
    )


class DecideOpeningForm(forms.Form):
    reason = long_text(_("审批意见"), rows=3)
