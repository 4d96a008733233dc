"""What the Law on Preventing Juvenile Delinquency (预防未成年人犯罪法, 2020) lets which authority do on which grounds.

Each `Way` is one road into a tier: the articles whose items may be grounds, those whose items may be measures, and
who decides. Nothing outside these lists can be chosen, and no road runs over points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weibao.intervention.models import Authority, Level
from weibao.law import PREVENTION, Article, article
from weibao.people.models import Child


@dataclass(frozen=True)
class LawItem:
    """An item of a statutory list, worded as in the list: article (“第28条”) and item."""

    article: str
    item: str

    def as_json(self) -> dict[str, str]:
        return {"article": self.article, "item": self.item}

    def __str__(self) -> str:
        return f"{self.article} {self.item}"


@dataclass(frozen=True)
class Chapter:
    """An article with those of its items that may be chosen; the others say how, not what."""

    number: str
    places: tuple[int, ...] | None = None
    """Which items, counted from 0; None: all."""

    @property
    def law(self) -> Article:
        return article(PREVENTION, self.number)

    @property
    def items(self) -> tuple[LawItem, ...]:
        written = self.law.items
        places = range(len(written)) if self.places is None else self.places
        return tuple(LawItem(self.number, written[place]) for place in places)


@dataclass(frozen=True)
class Way:
    """One road into a tier."""

    key: str
    level: Level
    title: str | Promise
    authority: Authority
    grounds: tuple[Chapter, ...]
    measures: tuple[Chapter, ...]
    evaluated: bool = False
    """Whether the committee for specialised education has to agree before (第43–45条)."""
    jointly: bool = False
    """Whether education decides together with public security (第44、45条)."""

    @property
    def ability(self) -> str:
        return f"tiers.{self.authority.value}"

    def may(self, grounds: Sequence[LawItem], measures: Sequence[LawItem]) -> bool:
        """Whether all of these stand in the lists of this road, and there is one of each."""
        return (
            bool(grounds)
            and bool(measures)
            and set(grounds) <= set(listed(self.grounds))
            and set(measures) <= set(listed(self.measures))
        )


def listed(chapters: Sequence[Chapter]) -> Iterator[LawItem]:
    for chapter in chapters:
        yield from chapter.items


WAYS = (
    Way(
        "school",
        Level.MISCONDUCT,
        _("学校管理教育措施"),
        Authority.SCHOOL,
        grounds=(Chapter("第28条"), Chapter("第33条")),
        measures=(Chapter("第31条"),),
    ),
    Way(
        "corrective",
        Level.SERIOUS,
        _("矫治教育措施"),
        Authority.POLICE,
        grounds=(Chapter("第38条"),),
        measures=(Chapter("第41条"),),
    ),
    Way(
        "applied",
        Level.OFFENCE,
        _("专门教育（监护人或学校申请）"),
        Authority.EDUCATION,
        grounds=(Chapter("第38条"),),
        measures=(Chapter("第43条", (2,)),),
        evaluated=True,
    ),
    Way(
        "decided",
        Level.OFFENCE,
        _("专门教育（依职权决定）"),
        Authority.EDUCATION,
        grounds=(Chapter("第44条", (0, 1, 2, 3)),),
        measures=(Chapter("第44条", (4,)),),
        evaluated=True,
        jointly=True,
    ),
    Way(
        "corrective_school",
        Level.OFFENCE,
        _("专门矫治教育"),
        Authority.EDUCATION,
        grounds=(Chapter("第45条", (0,)),),
        measures=(Chapter("第45条", (1,)),),
        evaluated=True,
        jointly=True,
    ),
)


def way(key: str) -> Way:
    """
    Raises:
        LookupError: there is no such road.
    """
    for one in WAYS:
        if one.key == key:
            return one
    raise LookupError(f"no way into a tier is called {key}")


def way_of(level: int, grounds: Sequence[LawItem], measures: Sequence[LawItem]) -> Way | None:
    """The road into that tier on which all of these stand; None where the law knows none."""
    return next((one for one in WAYS if one.level == level and one.may(grounds, measures)), None)


def duties_of_care(level: int) -> list[Article]:
    """What the law asks beside the measures: whom to tell, how not to stigmatise, when to review."""
    numbers = {1: ("第32条",), 2: ("第40条", "第42条"), 3: ("第46条", "第47条", "第48条")}
    return [article(PREVENTION, number) for number in (*numbers[level], "第3条", "第49条")]


def ages(child: Child, on) -> list[str]:
    """What the law says for an age, as hints for the person who decides; never a condition of the system."""
    age = child.age_on(on)
    if age is None:
        return [str(_("出生日期不详，请先核实年龄。"))]
    hints = [str(_("当日 %(age)s 周岁。") % {"age": age})]
    if age < 14:
        hints.append(
            str(_("不满十四周岁：违反治安管理的不予处罚，责令监护人严加管教（治安管理处罚法第12条）。"))
        )
    elif age < 18:
        hints.append(str(_("已满十四不满十八周岁：治安处罚应从轻或减轻（治安管理处罚法第12条）。")))
    if age < 12:
        hints.append(str(_("不满十二周岁：不负刑事责任（刑法第17条）。")))
    elif age < 14:
        hints.append(str(_("已满十二不满十四周岁：仅限极端情形并经最高人民检察院核准（刑法第17条）。")))
    elif age < 16:
        hints.append(str(_("已满十四不满十六周岁：仅对八类严重犯罪负刑事责任（刑法第17条）。")))
    else:
        hints.append(str(_("已满十六周岁：应负刑事责任，不满十八周岁从轻或减轻（刑法第17条）。")))
    return hints
