"""The duties (职责) that give access, as data: which abilities, reaching how far. Nothing else gives access.

An ability is a dotted name (`children.view`); a reach says over which records it holds. A duty that lacks an
ability lacks it everywhere: there is no account above this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reach(StrEnum):
    AREA = "area"  # records of the duty's area (a county, a town, a village)
    UNIT = "unit"  # records of the unit in which the duty is held
    SCHOOL = "school"  # children of the school in which the duty is held
    CHILD = "child"  # only children for whom the user was given access by name
    TOTALS = "totals"  # figures, never records


@dataclass(frozen=True)
class DutyKind:
    title: str | Promise
    abilities: Mapping[str, Reach]
    second_factor: bool = True
    """Whether who holds it must sign in with a second factor: all that read cases or administer, that is all but those
    who see nothing but totals."""


AREA, UNIT, SCHOOL, CHILD, TOTALS = Reach.AREA, Reach.UNIT, Reach.SCHOOL, Reach.CHILD, Reach.TOTALS

DUTY_KINDS: dict[str, DutyKind] = {
    "coordinator": DutyKind(
        _("县级统筹员"),
        {
            "children.view": AREA,
            "sources.view": AREA,
            "children.export": AREA,
            "candidates.view": AREA,
            "focus.confirm": AREA,
            "plans.view": AREA,
            "visits.view": AREA,
            "tiers.view": AREA,
            "feeds.view": AREA,
            "rules.view": AREA,
            "figures.view": AREA,
            "units.view": AREA,
            "access.approve": AREA,
        },
    ),
    "analyst": DutyKind(
        _("综治中心研判员"),
        {
            "feeds.import": AREA,
            "feeds.view": AREA,
            "links.review": AREA,
            "children.view": AREA,
            "sources.view": AREA,
            "children.merge": AREA,
            "children.export": AREA,
            "candidates.view": AREA,
            "rules.view": AREA,
            "rules.change": AREA,
            "figures.view": AREA,
        },
    ),
    "liaison": DutyKind(
        _("成员单位联络员"),
        {"feeds.import": UNIT, "feeds.view": UNIT, "verifications.answer": UNIT, "figures.view": TOTALS},
    ),
    "reviewer": DutyKind(
        _("研判审核员"),
        {
            "children.view": AREA,
            "sources.view": AREA,
            "candidates.view": AREA,
            "candidates.decide": AREA,
            "objections.answer": AREA,
            "focus.propose": AREA,
            "focus.confirm": AREA,
            "plans.view": AREA,
            "plans.assign": AREA,
            "visits.view": AREA,
            "tiers.view": AREA,
            "rules.view": AREA,
            "figures.view": AREA,
        },
    ),
    "plan_lead": DutyKind(
        _("专班负责人"),
        {
            "children.view": CHILD,
            "plans.view": CHILD,
            "plans.edit": CHILD,
            "teams.edit": CHILD,
            "visits.view": CHILD,
            "visits.record": CHILD,
            "outcomes.record": CHILD,
            "tiers.view": CHILD,
            "figures.view": TOTALS,
            "access.request": AREA,
            "glass.break": AREA,
        },
    ),
    "team_member": DutyKind(
        _("专班成员"),
        {
            "children.view": CHILD,
            "plans.view": CHILD,
            "visits.view": CHILD,
            "visits.record": CHILD,
            "access.request": AREA,
            "glass.break": AREA,
        },
    ),
    "school_office": DutyKind(
        _("学校专干"),
        {
            "feeds.import": UNIT,
            "feeds.view": UNIT,
            "children.view": SCHOOL,
            "verifications.answer": UNIT,
            "tiers.school": SCHOOL,
            "tiers.view": SCHOOL,
            "plans.view": CHILD,
            "visits.view": CHILD,
            "visits.record": CHILD,
            "access.request": AREA,
            "glass.break": AREA,
            "access.approve": SCHOOL,
        },
    ),
    "education_office": DutyKind(
        _("教育部门经办人"),
        {
            "feeds.import": UNIT,
            "feeds.view": UNIT,
            "children.view": CHILD,
            "verifications.answer": UNIT,
            "tiers.education": AREA,
            "tiers.view": AREA,
            "figures.view": TOTALS,
            "access.request": AREA,
            "glass.break": AREA,
            "seals.keep": AREA,
        },
    ),
    "police": DutyKind(
        _("公安民警"),
        {
            "feeds.import": UNIT,
            "feeds.view": UNIT,
            "children.view": CHILD,
            "verifications.answer": UNIT,
            "tiers.police": AREA,
            "tiers.view": AREA,
            "visits.view": CHILD,
            "visits.record": CHILD,
            "access.request": AREA,
            "glass.break": AREA,
            "seals.keep": AREA,
        },
    ),
    "procuratorate": DutyKind(
        _("检察官"),
        {
            "feeds.import": UNIT,
            "feeds.view": UNIT,
            "children.view": CHILD,
            "verifications.answer": UNIT,
            "tiers.procuratorate": AREA,
            "tiers.view": AREA,
            "access.request": AREA,
            "glass.break": AREA,
            "seals.keep": AREA,
        },
    ),
    "court": DutyKind(
        _("法官"),
        {
            "feeds.import": UNIT,
            "feeds.view": UNIT,
            "children.view": CHILD,
            "tiers.court": AREA,
            "tiers.view": AREA,
            "access.request": AREA,
            "glass.break": AREA,
            "seals.keep": AREA,
        },
    ),
    "township_officer": DutyKind(
        _("乡镇未保专干"),
        {
            "children.view": AREA,
            "verifications.answer": UNIT,
            "plans.view": AREA,
            "visits.view": AREA,
            "visits.record": AREA,
            "figures.view": TOTALS,
            "access.request": AREA,
            "glass.break": AREA,
            "access.approve": AREA,
        },
    ),
    "children_officer": DutyKind(
        _("村儿童主任"),
        {
            "children.view": AREA,
            "verifications.answer": UNIT,
            "plans.view": CHILD,
            "visits.view": AREA,
            "visits.record": AREA,
            "access.request": AREA,
            "glass.break": AREA,
        },
    ),
    "leader": DutyKind(_("领导"), {"figures.view": TOTALS}, second_factor=False),
    "auditor": DutyKind(_("审计管理员"), {"audit.read": AREA, "sight.view": AREA}),
    "system_admin": DutyKind(
        _("系统管理员"), {"users.manage": AREA, "units.manage": AREA, "units.view": AREA}
    ),
    "security_admin": DutyKind(
        _("安全管理员"),
        {
            "duties.grant": AREA,
            "units.view": AREA,
            "users.view": AREA,
            "sight.view": AREA,
            "factors.reset": AREA,
            "sessions.end": AREA,
        },
    ),
}

BY_NAME = frozenset({"children.view"})
"""Abilities that hold, beside the duty's own area or school, over children to whom access was given by name: for a
request that the unit in charge approved, or in danger of life (weibao.protection)."""

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "auditor"})
"""The three administrators, kept apart: whoever is one holds no other duty (GB/T 22239-2019, 三权分立)."""

ABILITIES = frozenset(ability for kind in DUTY_KINDS.values() for ability in kind.abilities)
