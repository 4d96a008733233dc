"""Forms by which files are sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.models import Unit, User
from weibao.feeds.definitions import definitions
from weibao.feeds.senders import feeds_of, may_deliver, units_of

ACCEPT = ".xlsx,.xls,.et,.ods,.csv"
MOST_FILES = 20
NAME_LENGTH = 255


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class MonthInput(forms.DateInput):
    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m", attrs={"placeholder": "2025-12"})


class WorkbookField(forms.FileField):
    """One file of a size that is taken."""

    def clean(self, data: Any, initial: Any = None) -> UploadedFile:
        file = super().clean(data, initial)
        if file and file.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                _("“%(name)s”有 %(size)s，超过 %(limit)s 的上限，请拆成几个文件再传。")
                % {
                    "name": file.name,
                    "size": filesizeformat(file.size),
                    "limit": filesizeformat(settings.UPLOAD_MAX_BYTES),
                }
            )
        return file


class WorkbooksField(forms.Field):
    """Several files, each of a size that is taken; what is wrong with which is said of all at once."""

    widget = FilesInput

    def __init__(self, *, error_messages: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.one = WorkbookField(max_length=NAME_LENGTH, error_messages=error_messages)

    def clean(self, data: Any) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            raise ValidationError(_("一次最多传 %(n)s 个文件，请分几次传。") % {"n": MOST_FILES})
        good, faults = [], []
        for file in files or [None]:
            try:
                good.append(self.one.clean(file))
            except ValidationError as fault:
                faults += fault.error_list
        if faults:
            raise ValidationError(faults)
        return good


FILE_ERRORS = {
    "required": gettext_lazy("请选择要上传的文件。"),
    "invalid": gettext_lazy("没有收到文件，请重新选择。"),
    "empty": gettext_lazy("有文件是空的（0 字节），请确认已保存后再传。"),
    "max_length": gettext_lazy("有文件名超过 %(max)d 个字，请改短后再传。"),
}


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


class UploadForm(forms.Form):
    """What is sent, for whom, of which month. Only what the reader may send is offered."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        units = units_of(user)
        self.offered = [(feed.name, feed.title) for feed in feeds_of(user)]
        asked = [("", _("请选择"))] if len(self.offered) > 1 else []
        self.fields["feed"] = forms.ChoiceField(label=_("数据类别"), choices=[*asked, *self.offered])
        self.fields["unit"] = UnitField(label=_("报送单位"), queryset=units, empty_label=_("请选择"))
        self.fields["period"] = forms.DateField(
            label=_("数据月份"),
            required=False,
            input_formats=["%Y-%m"],
            widget=MonthInput,
            help_text=_("可不填。不填时以表内的填报日期为准，表内没有的按本月。"),
            error_messages={"invalid": _("请按“2025-12”的样子填写年和月。")},
        )
        self.fields["workbooks"] = WorkbooksField(
            label=_("文件"),
            error_messages=FILE_ERRORS,
            help_text=_(
                "可把文件拖到框里，可一次选多个。Excel（xlsx、xls）、WPS（et）、ods 和 csv 都可以，表头和说明行不用删。"
            ),
            widget=FilesInput(attrs={"accept": ACCEPT}),
        )
        if user.unit in units:
            self.initial.setdefault("unit", user.unit)

    def clean_period(self) -> date | None:
        period = self.cleaned_data["period"]
        if period and period > timezone.localdate():
            raise ValidationError(_("数据月份不能晚于本月。"))
        return period

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        feed, unit = cleaned.get("feed"), cleaned.get("unit")
        if feed and unit and not may_deliver(self.user, unit, definitions()[feed]):
            self.add_error("unit", _("该单位不报送这类数据，请核对数据类别和报送单位。"))
        return cleaned


class MendForm(forms.Form):
    """The mended workbook; everything else is that of the delivery."""

    file = WorkbookField(
        label=gettext_lazy("改好的文件"),
        max_length=NAME_LENGTH,
        error_messages=FILE_ERRORS,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
