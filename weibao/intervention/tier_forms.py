"""The form by which an authority puts a tier in place: statutory choices only, and only its own."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from weibao.access.models import Unit
from weibao.intervention.forms import day_field, long_text
from weibao.intervention.models import Level
from weibao.intervention.statutes import Chapter, LawItem, Way
from weibao.people.models import Child
from weibao.places.models import COUNTY_CODE


def item_key(item: LawItem) -> str:
    """An item as a form sends it."""
    return f"{item.article}|{item.item}"


class LawItemsField(forms.TypedMultipleChoiceField):
    """Items of statutory lists, grouped by article, as `LawItem`s."""

    def __init__(self, chapters: Sequence[Chapter], **kwargs) -> None:
        items = {item_key(item): item for one in chapters for item in one.items}
        super().__init__(
            choices=[(key, str(item)) for key, item in items.items()],
            coerce=items.__getitem__,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class OpenTierForm(forms.Form):
    """Made for one road into a tier: it asks for just what that road needs."""

    grounds = forms.Field()
    measures = forms.Field()
    text = long_text(_("情况说明"), help_text=_("写明事实、时间和已经做过的教育。"))
    on = day_field(_("决定日期"))
    until = day_field(_("实施至"))

    def __init__(self, *args, way: Way, child: Child, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"] = LawItemsField(way.grounds, label=_("法定情形"))
        self.fields["measures"] = LawItemsField(way.measures, label=_("采取的措施"))
        if way.level == Level.MISCONDUCT:
            self.fields["paired_with"] = forms.CharField(label=_("结对教师"), max_length=40)
        if way.evaluated:
            self.fields["evaluated_on"] = day_field(_("专门教育指导委员会评估同意日期"))
        if way.jointly:
            self.fields["jointly_with"] = forms.ModelChoiceField(
                label=_("会同的公安机关"),
                queryset=Unit.objects.filter(
                    authority="police", is_active=True, area__code__startswith=child.area_code[:COUNTY_CODE]
                ).order_by("name"),
            )

    def terms(self) -> dict:
        """What `open_tier` takes beside child, level and actor."""
        return dict(self.cleaned_data)


def written(items: Sequence[dict[str, str]]) -> list[LawItem]:
    """Items as a tier keeps them."""
    return [LawItem(**item) for item in items]
