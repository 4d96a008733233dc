"""A row of a feed told in one sentence with its day, for the time line, and as labelled values, for the sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from weibao.people.delicate import HIDDEN, TELLING, delicate
from weibao.people.locating import parts_of_address
from weibao.people.naming import column_label
from weibao.web.templatetags.weibao import masked_id, masked_phone

DAYS = ("received_at", "received_on", "reported_on", "inspected_on", "accepted_on", "recognised_on")
IDENTITY = frozenset(
    {"name", "sex", "birth_date", "id_number", "id_number_raw", "birth_date_written", "sex_written"}
    | {"guardian_name", "guardian_phone", "guardian_relation", "home_address", "town", "village"}
)
MASKS = {
    "id_number": masked_id,
    "id_number_raw": lambda text: text if len(text) < 8 else masked_id(text),
    "guardian_phone": masked_phone,
}
Values = Mapping[str, Any]


def day_of(values: Values, month: date) -> date:
    """The day that a row tells of; the month of its delivery where it names none."""
    written = next((values[column] for column in DAYS if values.get(column)), None)
    return date.fromisoformat(written[:10]) if written else month


def sentence_of(feed: str, values: Values, month: date) -> str:
    """What the row says of the child, in one sentence without identities."""
    tell = SENTENCES.get(feed, other)
    return tell(values, month)


def joined(*parts: Any) -> str:
    return "，".join(str(part) for part in parts if part)


def education(values: Values, month: date) -> str:
    where = "".join(values.get(column) or "" for column in ("school_name", "grade", "class_name"))
    absent, truant = values.get("days_absent"), values.get("truant_periods")
    return _("%(month)s 在校情况：%(what)s。") % {
        "month": f"{month:%Y-%m}",
        "what": joined(
            where,
            values.get("enrolment_status"),
            _("连续未到校 %(n)s 天") % {"n": absent} if absent else "",
            _("本学期旷课 %(n)s 节") % {"n": truant} if truant else "",
        ),
    }


def civil_affairs(values: Values, month: date) -> str:
    visited = values.get("last_visited_on")
    return _("民政部门认定为%(category)s%(visited)s。") % {
        "category": values.get("child_category") or _("关爱对象"),
        "visited": "，" + _("最近走访 %(day)s") % {"day": visited} if visited else "",
    }


def police(values: Values, month: date) -> str:
    return _("%(kind)s警情（%(role)s）%(rest)s。") % {
        "kind": values.get("incident_type") or "",
        "role": values.get("minor_role") or _("角色未填"),
        "rest": "".join(f"，{values[c]}" for c in ("place", "outcome", "handling_unit") if values.get(c)),
    }


def judicial(values: Values, month: date) -> str:
    decided = joined(values.get("decision"), values.get("decided_on"))
    return _("%(kind)s案件（%(role)s）%(decided)s。") % {
        "kind": values.get("case_type") or "",
        "role": values.get("litigation_role") or _("身份未填"),
        "decided": f"，{decided}" if decided else "",
    }


def health(values: Values, month: date) -> str:
    grade = values.get("assessment_level")
    return _("%(unit)s报告：%(kind)s%(grade)s。") % {
        "unit": values.get("reporting_unit") or _("医疗机构"),
        "kind": values.get("report_type") or "",
        "grade": "，" + _("心理评估等级：%(grade)s") % {"grade": grade} if grade else "",
    }


def venues(values: Values, month: date) -> str:
    return _("检查%(premises)s时发现：%(finding)s。") % {
        "premises": values.get("premises_name") or values.get("premises_kind") or _("场所"),
        "finding": values.get("finding") or "",
    }


def hotline(values: Values, month: date) -> str:
    return _("%(source)s反映：%(kind)s%(status)s。") % {
        "source": values.get("source") or _("热线"),
        "kind": values.get("report_type") or "",
        "status": f"，{values['handling_status']}" if values.get("handling_status") else "",
    }


def other(values: Values, month: date) -> str:
    said = (f"{column_label(c)}：{v}" for c, v in values.items() if c not in IDENTITY and v not in (None, ""))
    return joined(*said) + "。"


SENTENCES = {
    "education": education,
    "civil_affairs": civil_affairs,
    "police": police,
    "judicial": judicial,
    "health": health,
    "venues": venues,
    "hotline": hotline,
}


def labelled(values: Values) -> list[tuple[str, str]]:
    """Every value of a row with its label; numbers, telephones, the house in an address are masked, and what tells of a
    victim or of counselling (`delicate`)."""
    shown = []
    hidden = delicate(values) is not None
    for column, value in values.items():
        if value in (None, ""):
            continue
        text = str(value)
        if hidden and column in TELLING:
            text = HIDDEN
        elif column == "home_address":
            text = masked_address(text)
        elif column in MASKS:
            text = MASKS[column](text)
        shown.append((column_label(column), text.replace("T", " ") if column == "received_at" else text))
    return shown


def masked_address(address: str) -> str:
    """As far as the village; what follows is hidden."""
    town, village = parts_of_address(address)
    known = address[: address.find(village) + len(village)] if village else town or address[:3]
    return f"{known}****" if address else ""
