"""The figures of precise intervention (精准干预) in the yearly account."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from weibao.intervention.models import FocusEntry, Level, NonProsecution, Outcome, OutcomeKind, Tier
from weibao.reporting.declaring import indicator

PILLAR = "intervention"


def standing_in(year: int, began: str, ended: str) -> Q:
    """What began by the end of the year and had not ended before it."""
    still = Q(**{f"{ended}__isnull": True}) | Q(**{f"{ended}__gte": date(year, 1, 1)})
    return Q(**{f"{began}__lte": date(year, 12, 31)}) & still


@indicator(
    "young_people_in_focus",
    pillar=PILLAR,
    title=_("重点青少年"),
    unit=_("名"),
    definition=_("当年列入或仍在册的重点青少年，同一人只计一次。"),
    counts="child",
    town="child__area_code",
    month="entered_on",
)
def young_people_in_focus(year: int) -> QuerySet[FocusEntry]:
    return FocusEntry.objects.filter(standing_in(year, "entered_on", "ended_on"))


def tiers_in(year: int, level: Level) -> QuerySet[Tier]:
    return Tier.objects.filter(standing_in(year, "opened_on", "closed_on"), level=level)


@indicator(
    "tier1_paired_in_school",
    pillar=PILLAR,
    title=_("第一级：在校结对帮教"),
    unit=_("名"),
    definition=_("当年因不良行为由学校结对帮教（新开或仍在实施）的未成年人，同一人只计一次。"),
    counts="child",
    town="child__area_code",
    unit_lookup="unit",
    month="opened_on",
)
def tier1_paired_in_school(year: int) -> QuerySet[Tier]:
    return tiers_in(year, Level.MISCONDUCT)


@indicator(
    "tier2_team_tracked",
    pillar=PILLAR,
    title=_("第二级：临界预防专班跟踪"),
    unit=_("名"),
    definition=_(
        "当年因严重不良行为由公安机关采取矫治教育措施（新开或仍在实施）的未成年人，同一人只计一次。"
    ),
    counts="child",
    town="child__area_code",
    unit_lookup="unit",
    month="opened_on",
)
def tier2_team_tracked(year: int) -> QuerySet[Tier]:
    return tiers_in(year, Level.SERIOUS)


@indicator(
    "tier3_specialised_school",
    pillar=PILLAR,
    title=_("第三级：专门学校教育"),
    unit=_("名"),
    definition=_("当年经专门教育指导委员会评估、在专门学校接受教育的未成年人，同一人只计一次。"),
    counts="child",
    town="child__area_code",
    unit_lookup="unit",
    month="opened_on",
)
def tier3_specialised_school(year: int) -> QuerySet[Tier]:
    return tiers_in(year, Level.OFFENCE)


@indicator(
    "tier3_back_in_normal_life",
    pillar=PILLAR,
    title=_("第三级：回归正常学习生活"),
    unit=_("名"),
    definition=_("当年结束专门学校教育、评估认定已回归正常学习生活的未成年人，同一人只计一次。"),
    counts="child",
    town="child__area_code",
    unit_lookup="unit",
    month="closed_on",
)
def tier3_back_in_normal_life(year: int) -> QuerySet[Tier]:
    return Tier.objects.filter(level=Level.OFFENCE, closed_on__year=year, back_in_normal_life=True)


@indicator(
    "relative_non_prosecutions",
    pillar=PILLAR,
    title=_("相对不起诉"),
    unit=_("人"),
    definition=_("检察机关报送的数据中，当年作出相对不起诉决定的未成年人，同一人只计一次。"),
    counts="child",
    town="child__area_code",
)
def relative_non_prosecutions(year: int) -> QuerySet[NonProsecution]:
    return NonProsecution.objects.filter(row__decided_on__year=year).select_related("row", "child")


def outcomes_in(year: int, kind: OutcomeKind) -> QuerySet[Outcome]:
    return Outcome.objects.filter(kind=kind, happened_on__year=year)


@indicator(
    "returned_to_school",
    pillar=PILLAR,
    title=_("返校复学"),
    unit=_("人"),
    definition=_("当年经帮扶返校复学的未成年人，同一人只计一次。"),
    counts="child",
    town="child__area_code",
    month="happened_on",
)
def returned_to_school(year: int) -> QuerySet[Outcome]:
    return outcomes_in(year, OutcomeKind.RETURNED_TO_SCHOOL)


@indicator(
    "entered_employment",
    pillar=PILLAR,
    title=_("实现就业"),
    unit=_("人"),
    definition=_("当年经帮扶实现就业的青少年，同一人只计一次。"),
    counts="child",
    town="child__area_code",
    month="happened_on",
)
def entered_employment(year: int) -> QuerySet[Outcome]:
    return outcomes_in(year, OutcomeKind.ENTERED_EMPLOYMENT)
