"""Tags that every template may use (built in): icons, levels, masking, dates as people write them."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from weibao.web.drafts import offered

register = template.Library()


@register.inclusion_tag("web/draft.html", takes_context=True)
def draft(context: template.Context, form: object = "", page: str = "") -> dict[str, Any]:
    """Inside a form: what is typed into it is kept as a draft until it is sent. `form` tells apart the forms of one
    page, `page` is its path where the form's own answer may be shown under another."""
    request = context["request"]
    found = offered(request, request.user, page or request.path, str(form))
    return {"draft": found, "saved": json.dumps(found.saved.content) if found.saved else ""}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the word beside it says what it means."""
    return format_html(
        '<svg class="sprite" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("dist/icons.svg"),
        name,
    )


@register.simple_tag
def level(name: str) -> SafeString:
    """A screening level: the colour always with its word."""
    words = {"red": _("红色"), "orange": _("橙色"), "yellow": _("黄色"), "blue": _("蓝色")}
    return format_html('<span class="level level-{}">{}</span>', name, words.get(name, name))


@register.simple_tag
def due(day: date | None) -> SafeString:
    """A due date with how it stands: overdue red, within seven days yellow, else plain; always in words."""
    if day is None:
        return format_html('<span class="level level-plain">{}</span>', _("未定期限"))
    left = (day - timezone.localdate()).days
    shown = zh_date(day)
    if left < 0:
        return format_html(
            '<span class="level level-red">{} · {}</span>', shown, _("逾期 %(n)s 天") % {"n": -left}
        )
    words = _("今天到期") if left == 0 else _("还有 %(n)s 天") % {"n": left}
    return format_html(
        '<span class="level level-{}">{} · {}</span>', "yellow" if left <= 7 else "plain", shown, words
    )


@register.filter
def zh_date(day: date | datetime | None) -> str:
    """2025年12月31日, or as the language writes it."""
    if day is None:
        return "—"
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


@register.filter
def zh_time(moment: datetime | None) -> str:
    """2025年12月31日 09:05, in the county's time."""
    return "—" if moment is None else f"{zh_date(moment)} {timezone.localtime(moment):%H:%M}"


@register.filter
def masked_name(name: str) -> str:
    """张*轩, as names stand in lists outside one's duty."""
    if len(name) < 2:
        return "*"
    return name[0] + "*" * (len(name) - 2 or 1) + (name[-1] if len(name) > 2 else "")


@register.filter
def masked_id(number: str) -> str:
    """The first six and last two characters of an ID number."""
    return f"{number[:6]}{'*' * 10}{number[-2:]}" if len(number) == 18 else "*" * len(number)


@register.filter
def masked_phone(number: str) -> str:
    """Each of several numbers with its middle hidden."""
    return " ".join(f"{part[:3]}****{part[-2:]}" for part in number.split())


@register.simple_tag(takes_context=True)
def querystring_without(context: template.Context, *names: str) -> str:
    """The current address's query without some parameters, to build links on."""
    query = context["request"].GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


@register.filter
def styled(bound) -> SafeString:
    """A bound field with the classes of its kind."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return choices(bound)
    kind = getattr(widget, "input_type", "")
    if kind in ("checkbox", "radio"):
        css = "form-check-input"
    elif kind == "select":
        css = "form-select"
    else:
        css = "form-control"
    attributes = {"class": f"{css} is-invalid" if bound.errors else css}
    return bound.as_widget(attrs=attributes)


def choices(bound) -> SafeString:
    """Each choice of a group on a line of its own, its words beside it."""
    for option in bound.subwidgets:
        option.data["attrs"]["class"] = "form-check-input"
    return format_html_join(
        "",
        '<div class="form-check">{}<label class="form-check-label" for="{}">{}</label></div>',
        ((option.tag(), option.id_for_label, option.choice_label) for option in bound.subwidgets),
    )
