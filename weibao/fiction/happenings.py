"""What the departments would know of the invented children: one clean row for each thing they would report."""

import datetime as dt
import random
from dataclasses import dataclass, field, fields, replace
from typing import Any

from weibao.fiction.places import COUNTY_NAME
from weibao.fiction.population import Child, County

DAYS_BACK = 460
"""How long before the day of the delivery events reach: some are older than any window of the screening rules."""

FEEDS = ("education", "civil_affairs", "police", "judicial", "health", "venues", "hotline")


@dataclass(slots=True)
class Row:
    """One row as it would read without any fault; `values` by the English column names of the feed."""

    feed: str
    child: Child = field(repr=False)
    values: dict[str, Any]

    @property
    def person_id(self) -> int:
        """The child whom the row speaks of."""
        return self.child.person_id


@dataclass(frozen=True, slots=True)
class Rates:
    """How often things happen, for 1,000 children in the days that a delivery reaches back."""

    truant_heavily: float = 11.0
    truant_a_little: float = 140.0
    absent_long: float = 4.5
    absent_shortly: float = 85.0
    dropped_out: float = 2.2
    suspended: float = 4.0
    police_actors: float = 5.5
    repeated: float = 0.2
    """Share (0 to 1) of the actors whom the police meet twice."""
    police_runaways: float = 2.6
    police_victims: float = 2.9
    suspects: float = 0.7
    victims_in_court: float = 0.5
    health: float = 4.0
    entertained: float = 3.0
    sold_tobacco: float = 1.2
    put_to_work: float = 0.4
    lodged: float = 0.5
    hotline: float = 8.4
    not_prosecuted: float = 0.32
    """Suspects whom the procuratorate decided not to prosecute (相对不起诉) in the delivery's year; no other has that."""

    def times(self, factor: float) -> "Rates":
        """The same county with everything happening more (or less) often, decisions not to prosecute excepted."""
        kept = {"not_prosecuted", "truant_a_little", "absent_shortly", "repeated"}
        return replace(
            self, **{f.name: getattr(self, f.name) * factor for f in fields(self) if f.name not in kept}
        )


_ACTS = ("殴打他人", "盗窃", "损毁财物", "寻衅滋事")
_HARMS = ("学生欺凌", "家庭暴力", "性侵害", "盗窃", "电信诈骗", "殴打他人")
_OUTCOMES = ("批评教育", "训诫", "调解", "移交")
_PREMISES = {
    "接纳未成年人": (("夜色酒吧", "酒吧"), ("极速网咖", "网吧"), ("欢唱汇KTV", "KTV"), ("金麦KTV", "KTV"), ("聚友台球室", "其他")),
    "向未成年人售烟酒": (("便民超市", "商店"), ("老街烟酒店", "烟酒店"), ("云岭百货", "商店")),
    "使用童工": (("顺达汽修", "其他"), ("满香楼饭店", "餐饮"), ("丰收建材加工点", "其他")),
    "违规接待未成年人住宿": (("云水旅馆", "旅馆"), ("驿站宾馆", "旅馆")),
}  # fmt: skip


class Happenings:
    """Everything reported of a county's children for a delivery of the month of `as_of`: `rows[feed]`, in clean form.

    since: the day of the delivery before; what happened up to then was reported in it.
    """

    def __init__(
        self,
        county: County,
        as_of: dt.date | None = None,
        rates: Rates | None = None,
        since: dt.date | None = None,
    ) -> None:
        self.county = county
        self.as_of = as_of or county.as_of
        self._since = since
        self.rates = rates or Rates()
        self._chance = random.Random(f"{county.seed}/happenings/{self.as_of}")  # noqa: S311 - a fiction
        self._weights = [self._weight(child) for child in county.children]
        self.rows: dict[str, list[Row]] = {feed: [] for feed in FEEDS}
        self._education()
        self._civil_affairs()
        self._police()
        self._judicial()
        self._health()
        self._venues()
        self._hotline()

    def _weight(self, child: Child) -> float:
        """Trouble comes to the same doors: registered children and older ones are likelier to be met again."""
        return 1.0 + 2.0 * len(child.categories) + (0.8 if child.age_on(self.as_of) >= 12 else 0.0)

    def _pick(self, rate: float, youngest: int = 0, oldest: int = 17) -> list[Child]:
        """Distinct children of an age, as many as the rate says, the likelier the heavier their weight."""
        wanted = round(rate * len(self.county.children) / 1000)
        found: dict[int, Child] = {}
        able = [youngest <= c.age_on(self.as_of) <= oldest for c in self.county.children]
        weights = [w if a else 0.0 for w, a in zip(self._weights, able, strict=True)]
        wanted = min(wanted, sum(able))
        while len(found) < wanted:
            for child in self._chance.choices(self.county.children, weights, k=wanted):
                if len(found) < wanted:
                    found.setdefault(child.person_id, child)
        return list(found.values())

    def _day(self, back: int = DAYS_BACK, from_back: int = 1) -> dt.date:
        """A day some days back; the day an event became known is never one that an earlier delivery told of."""
        if self._since:
            back = min(back, (self.as_of - self._since).days)
            from_back = min(from_back, back - 1)
        return self.as_of - dt.timedelta(days=self._chance.randrange(from_back, back))

    def _add(self, feed: str, child: Child, **values: Any) -> None:
        who = {
            "name": child.name,
            "sex": child.sex,
            "birth_date": child.birth_date,
            "id_number": child.id_number,
        }
        self.rows[feed].append(Row(feed, child, who | values))

    def _education(self) -> None:
        chance, rates = self._chance, self.rates
        heavily = {c.person_id for c in self._pick(rates.truant_heavily, 10)}
        absent = {c.person_id for c in self._pick(rates.absent_long, 5)}
        dropped = {c.person_id for c in self._pick(rates.dropped_out, 12)}
        suspended = {c.person_id for c in self._pick(rates.suspended, 6)}
        for child in self.county.children:
            if child.school is None:
                continue
            truant = days = 0
            if child.person_id in heavily:
                truant = chance.randint(10, 39)
            elif chance.random() < rates.truant_a_little / 1000:
                truant = chance.randint(1, 9)
            if child.person_id in absent:
                days = chance.randint(10, 59)
            elif chance.random() < rates.absent_shortly / 1000:
                days = chance.randint(1, 9)
            status = "在读"
            if child.person_id in dropped:
                status = "辍学"
            elif child.person_id in suspended:
                status = "休学"
            guardian, _relation, phone = child.guardian
            self._add(
                "education",
                child,
                school_name=child.school.name,
                grade=child.grade,
                class_name=child.class_name,
                guardian_name=guardian,
                guardian_phone=phone,
                home_address=child.household.address,
                enrolment_status=status,
                truant_periods=truant,
                days_absent=days,
            )

    def _civil_affairs(self) -> None:
        chance = self._chance
        for child in self.county.children:
            for category in child.categories:
                home = child.household
                guardian, relation, phone = child.guardian
                recognised = self.as_of - dt.timedelta(days=chance.randrange(200, 1_300))
                visited = self._day(300) if chance.random() < 0.35 else self._day(91)
                self._add(
                    "civil_affairs",
                    child,
                    town=home.town.name,
                    village=home.village.name,
                    child_category=category,
                    guardian_name=guardian,
                    guardian_relation=relation,
                    guardian_phone=phone,
                    recognised_on=recognised,
                    last_visited_on=max(visited, recognised),
                )

    def _police(self) -> None:
        chance, rates = self._chance, self.rates
        met = [("行为人", c) for c in self._pick(rates.police_actors, 9)]
        met += [("行为人", c) for _role, c in met if chance.random() < rates.repeated]
        met += [("走失人员", c) for c in self._pick(rates.police_runaways, 8)]
        met += [("被侵害人", c) for c in self._pick(rates.police_victims, 4)]
        chance.shuffle(met)
        number = 0
        last: dict[str, Any] = {}
        involved: set[tuple[str, int]] = set()
        for role, child in met:
            kinds = {"行为人": _ACTS, "走失人员": ("离家出走", "夜不归宿"), "被侵害人": _HARMS}[role]
            town = child.household.town
            together = role == "行为人" and last.get("role") == role and chance.random() < 0.15
            if not (together and (last["incident"]["incident_number"], child.person_id) not in involved):
                number += 1
                incident = {
                    "incident_number": f"JQ{self.as_of.year}{number:06d}",
                    "received_at": self._day(),
                    "incident_type": chance.choice(kinds),
                    "place": f"{town.name}{child.household.village.name}",
                    "outcome": chance.choice(_OUTCOMES),
                    "handling_unit": f"{town.short_name}派出所",
                }
                last = {"role": role, "incident": incident}
            involved.add((last["incident"]["incident_number"], child.person_id))
            self._add("police", child, minor_role=role, **last["incident"])

    def _judicial(self) -> None:
        chance, rates, year = self._chance, self.rates, self.as_of.year
        suspects = self._pick(rates.suspects, 14)
        victims = self._pick(rates.victims_in_court, 6)
        not_prosecuted = round(rates.not_prosecuted * len(self.county.children) / 1000)
        cases = [("犯罪嫌疑人", c, i < not_prosecuted) for i, c in enumerate(suspects)]
        cases += [("被害人", c, False) for c in victims]
        chance.shuffle(cases)
        for number, (role, child, spared) in enumerate(cases, 1):
            # A decision not to prosecute must fall into the year of the delivery: the yearly account counts it.
            days_into_year = max((self.as_of - dt.date(year, 1, 1)).days, 41)
            accepted = self._day(min(400, days_into_year), 40) if spared else self._day(400, 35)
            decided: dt.date | None = accepted + dt.timedelta(days=30)
            decision: str | None = None
            if spared:
                decision = "相对不起诉"
            elif role == "犯罪嫌疑人":
                decision = chance.choice(("不批准逮捕", "附条件不起诉", "提起公诉"))
            self._add(
                "judicial",
                child,
                case_number=f"云检未检〔{year}〕{number}号",
                case_type=chance.choice(("故意伤害", "盗窃", "抢劫", "聚众斗殴", "寻衅滋事")),
                litigation_role=role,
                accepted_on=accepted,
                decision=decision,
                decided_on=decided,
                handling_unit=f"{COUNTY_NAME}人民检察院",
            )

    def _health(self) -> None:
        chance = self._chance
        for child in self._pick(self.rates.health, 3):
            draw = chance.random()
            kind = (
                "心理转介" if draw < 0.65 else chance.choice(("疑似虐待损伤", "疑似性侵害", "自伤自杀风险"))
            )
            self._add(
                "health",
                child,
                reporting_unit=chance.choice(("县人民医院", "县中医院", "县妇幼保健院")),
                reported_on=self._day(),
                report_type=kind,
                assessment_level=chance.choice(("低", "中", "高")) if kind == "心理转介" else None,
                guardian_phone=child.guardian[2],
            )

    def _venues(self) -> None:
        chance, rates = self._chance, self.rates
        met = [("接纳未成年人", c) for c in self._pick(rates.entertained, 11)]
        met += [("向未成年人售烟酒", c) for c in self._pick(rates.sold_tobacco, 10)]
        met += [("使用童工", c) for c in self._pick(rates.put_to_work, 11, 15)]
        met += [("违规接待未成年人住宿", c) for c in self._pick(rates.lodged, 12)]
        # Who goes to one such place goes to another: rule B4 counts up to two.
        met += [(finding, c) for finding, c in met if finding == "接纳未成年人" and chance.random() < 0.25]
        chance.shuffle(met)
        seen: set[tuple[Any, ...]] = set()
        for finding, child in met:
            name, kind = chance.choice(_PREMISES[finding])
            day = self._day(300)
            if (day, name, child.person_id) in seen:
                continue
            seen.add((day, name, child.person_id))
            self._add(
                "venues",
                child,
                inspected_on=day,
                premises_name=name,
                premises_kind=kind,
                finding=finding,
                inspecting_unit=chance.choice(("县市场监管局", "县文旅局", "县公安局")),
            )

    def _hotline(self) -> None:
        chance = self._chance
        for child in self._pick(self.rates.hotline, 3):
            guardian, _relation, phone = child.guardian
            self._add(
                "hotline",
                child,
                received_on=self._day(),
                source=chance.choice(("12338", "12345", "12355", "村（社区）走访")),
                report_type=chance.choice(("家庭暴力", "监护缺失", "父母服刑", "父母戒毒", "家庭变故")),
                guardian_name=guardian,
                guardian_phone=phone,
                home_address=child.household.address,
                handling_status=chance.choice(("办理中", "已办结")),
            )
