"""Delivered rows that the law seals: what police and justice reported of a child as the one who did it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from weibao.feeds.models import ACCEPTED_STATES, FeedRow
from weibao.people.models import Child
from weibao.people.naming import column_label
from weibao.people.telling import day_of
from weibao.protection.sealing.declaring import Sealable, sealable
from weibao.protection.sealing.kinds import Kind

FEEDS = ("police", "judicial")
VICTIMS = frozenset({"被害人", "被侵害人"})
"""A victim's records protect him; they are not sealed."""
PENALTIES = ("行政处罚", "行政拘留", "罚款", "警告", "治安处罚", "处罚")
MEASURES = ("刑事拘留", "取保候审", "监视居住", "逮捕", "拘传", "刑拘")
JUDGED = ("判处", "有期徒刑", "拘役", "管制", "缓刑", "免予刑事处罚", "判决")
CONVICTIONS = ("提起公诉", *JUDGED)
STANDING = (Kind.CRIME, Kind.COERCIVE_MEASURE)
"""Kinds whose case goes on until it is judged."""
TRIAL = timedelta(days=366)
"""Conditional non-prosecution is on trial for a year at most (刑事诉讼法第283条); help goes on until then."""


@sealable(FeedRow)
class SealedRow(Sealable[FeedRow]):
    def of_child(self, child: Child) -> QuerySet[FeedRow]:
        return self.ended().filter(links__child=child, links__ended_at=None)

    def ended(self) -> QuerySet[FeedRow]:
        return FeedRow.objects.filter(
            feed__in=FEEDS, state__in=ACCEPTED_STATES, links__ended_at=None, links__isnull=False
        ).select_related("delivery")

    def children(self, record: FeedRow) -> list[Child]:
        return list(Child.objects.filter(links__row=record, links__ended_at=None).distinct())

    def kind(self, record: FeedRow) -> Kind | None:
        values = record.values
        if record.feed == "police":
            return (
                kind_of_outcome(values.get("outcome") or "") if values.get("minor_role") == "行为人" else None
            )
        if record.feed == "judicial" and values.get("litigation_role") not in VICTIMS:
            return kind_of_outcome(values.get("decision") or "")
        return None

    def ended_on(self, record: FeedRow) -> date | None:
        """A case that went to court, or in which a measure was taken, goes on: of its end the authority's notice
        tells."""
        values = record.values
        if self.kind(record) in STANDING and not any(one in (values.get("decision") or "") for one in JUDGED):
            return None
        day = date.fromisoformat(values["decided_on"][:10]) if values.get("decided_on") else None
        day = day or day_of(values, record.delivery.report_month)
        return day + TRIAL if "附条件" in (values.get("decision") or "") else day

    def may_be_sealed(self, record: FeedRow) -> bool:
        return True

    def whole(self, record: FeedRow) -> list[FeedRow]:
        if not record.natural_key:
            return [record]
        versions = FeedRow.objects.filter(natural_key=record.natural_key, state__in=ACCEPTED_STATES)
        return list(versions.order_by("pk"))

    def lines(self, record: FeedRow) -> list[tuple[str, str]]:
        return [(column_label(name), str(value)) for name, value in record.values.items() if value]


def kind_of_outcome(words: str) -> Kind | None:
    """Which kind an outcome or a decision, as the departments word it, is."""
    if "不起诉" in words or "不诉" in words:
        return Kind.NON_PROSECUTION
    if any(one in words for one in CONVICTIONS):
        return Kind.CRIME
    if any(one in words for one in MEASURES) or "批捕" in words:
        return Kind.COERCIVE_MEASURE
    if any(one in words for one in PENALTIES) and "不予" not in words:
        return Kind.PENALTY
    return None
