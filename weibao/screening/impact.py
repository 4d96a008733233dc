"""The personal information impact assessment (个人信息保护影响评估), drawn up from the feed definitions and the rules themselves.

Personal Information Protection Law (2021), articles 55 and 56: before sensitive information is handled or decisions are prepared by
machine, assess whether purpose and means are lawful, proper and necessary, what the effect on people and the risks are, and whether the
safeguards fit; keep the assessment for at least three years. Structured data: a document renders it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .inputs import Inputs, default_inputs
from .periods import in_words
from .ruleset import LEVEL_WORDS, LEVELS, TRACK_WORDS, RuleSet
from .wording import ground_in_words, lasts_in_words, points_in_words, when_in_words

KEPT_YEARS = 3


@dataclass(frozen=True)
class ColumnUse:
    """One column that is taken in: its name, the header people know, and what it is for."""

    name: str
    label: str
    purpose: str = ""


@dataclass(frozen=True)
class FeedUse:
    """One feed as its definition states it. retention is words (e.g. “二十四个月”)."""

    name: str
    title: str
    owner: str
    purpose: str
    legal_basis: str
    retention: str
    columns: tuple[ColumnUse, ...]


@dataclass(frozen=True)
class Table:
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """The assessment. gaps: what the definitions fail to say and must be mended before the data may be handled.

    version changes whenever a definition or a rule changes, so that a stored assessment is known to be out of date.
    """

    title: str
    drawn_up_on: date
    keep_until: date
    version: str
    sections: tuple[Section, ...]
    gaps: tuple[str, ...]


def assess(
    feeds: Sequence[FeedUse], rules: RuleSet, *, county: str, drawn_up_on: date, inputs: Inputs | None = None
) -> Assessment:
    """Draw up the assessment for a county (its name, for the title)."""
    inputs = default_inputs() if inputs is None else inputs
    gaps = tuple(_gaps(feeds, rules))
    return Assessment(
        title=f"{county}未成年人保护平台个人信息保护影响评估报告",
        drawn_up_on=drawn_up_on,
        keep_until=_years_after(drawn_up_on, KEPT_YEARS),
        version=hashlib.sha256(f"{rules.version}|{tuple(feeds)!r}".encode()).hexdigest(),
        sections=(
            _occasion(feeds, rules, drawn_up_on),
            _lawfulness(feeds),
            _columns(feeds, rules),
            _rules(rules, inputs),
            _risks(rules),
            _safeguards(rules),
            _conclusion(gaps, drawn_up_on),
        ),
        gaps=gaps,
    )


def _occasion(feeds: Sequence[FeedUse], rules: RuleSet, day: date) -> Section:
    columns = sum(len(feed.columns) for feed in feeds)
    return Section(
        "一、评估的缘由和范围",
        (
            "平台处理不满十四周岁未成年人的个人信息和医疗健康等敏感个人信息，并用规则自动提出需要人工审核的名单，"
            "依照《个人信息保护法》第55条应当事前进行个人信息保护影响评估。",
            f"本报告于{in_words(day)}由数据源定义和筛查规则自动生成，覆盖 {len(feeds)} 个数据源、{columns} 个数据项和 "
            f"{len(rules.rules)} 条规则（规则版本 {rules.version[:12]}）。定义或规则变更后须重新生成。",
        ),
    )


def _lawfulness(feeds: Sequence[FeedUse]) -> Section:
    rows = tuple((f.title, f.owner, f.purpose, f.legal_basis, f.retention) for f in feeds)
    return Section(
        "二、处理目的、处理方式是否合法、正当、必要",
        (
            "处理的合法性基础是履行法定职责（《个人信息保护法》第13条），目的限于发现、保护和帮助未成年人，不作他用。",
            "各数据源只接收下表所列数据项，其他列在接收时即丢弃并在回执中写明。民族、宗教信仰、政治面貌、生物识别、通信内容、"
            "行踪轨迹、上网行为和规定之外的诊疗信息一律不收。",
        ),
        (Table("数据源", ("数据源", "报送部门", "目的", "法律依据", "保存期限"), rows),),
    )


def _columns(feeds: Sequence[FeedUse], rules: RuleSet) -> Section:
    rows = []
    for feed in feeds:
        for column in feed.columns:
            users = [
                rule.id for rule in rules.rules if rule.feed == feed.name and column.name in rule.columns
            ]
            rows.append((feed.title, column.label, column.purpose, "、".join(users) or "不用于筛查"))
    return Section(
        "三、处理的个人信息",
        ("对象均为未成年人及其监护人，全部数据项按敏感个人信息保护（《个人信息保护法》第28条）。",),
        (Table("数据项", ("数据源", "数据项", "用途", "使用它的规则"), tuple(rows)),),
    )


def _rules(rules: RuleSet, inputs: Inputs) -> Section:
    rows = tuple(
        (
            rule.id,
            TRACK_WORDS[rule.track],
            rule.title,
            when_in_words(rule, inputs),
            points_in_words(rule, inputs),
            lasts_in_words(rule.lasts),
            "；".join(ground_in_words(ground) for ground in rule.ground),
            "使用" if rule.active else "暂停",
        )
        for rule in rules.rules
    )
    levels = "，".join(f"{LEVEL_WORDS[level]} {rules.levels[level]} 分及以上" for level in LEVELS)
    return Section(
        "四、自动筛查的规则",
        (
            "规则是公开、可读、可质疑的条件和分值，不使用训练得出的模型。每一分都能追溯到给出它的记录。",
            f"同一条线的分值相加定级：{levels}；{LEVEL_WORDS[rules.review_from]}及以上交人工审核。",
        ),
        (Table("规则", ("编号", "线", "名称", "条件", "计分", "有效期", "依据", "状态"), rows),),
    )


def _risks(rules: RuleSet) -> Section:
    review = rules.levels[rules.review_from]
    active = rules.active
    alone = [rule.id for rule in active if rule.points.top is None or rule.points.top >= review]
    open_ended = [rule.id for rule in active if rule.lasts.kind in ("registered", "until_visited")]
    limitless = [rule.id for rule in active if rule.points.top is None]
    said = [
        "误列：记录有误或归错孩子，使不需要帮助的孩子被列为对象，造成打扰或标签化。",
        "漏列：部门未报送或无法关联，使需要帮助的孩子未被发现；名单之外不等于没有需要。",
        "泄露：未成年人的遭遇一旦外泄，影响长久，难以挽回。",
        "不公：某一性别、乡镇或家庭类型的孩子可能因报送口径不同而更多地被列出。",
        f"仅凭一条规则即可交人工审核的有：{'、'.join(alone) or '无'}。",
        f"没有固定终止日期、随登记或走访而终止的有：{'、'.join(open_ended) or '无'}。",
    ]
    if limitless:
        said.append(f"分值没有上限的有：{'、'.join(limitless)}，请考虑设上限。")
    return Section("五、对个人权益的影响及安全风险", tuple(said))


def _safeguards(rules: RuleSet) -> Section:
    return Section(
        "六、所采取的保护措施及其与风险程度是否相适应",
        (
            "人作决定：名单只供指定的审核人参考，任何级别本身都不对孩子产生效果；确认、不予确认和核实都须写明理由"
            "（《个人信息保护法》第24条）。列入重点青少年须两人确认。",
            "保护优先：同一孩子两条线都成立的，先办保护，行为信息只随保护一并出示。",
            f"分级可见：{LEVEL_WORDS[rules.review_from]}以下不列名单。",
            "信号到期自行失效；未决定的对象九十日后删除；不予确认的只留计数；重点对象每六个月须续期，否则退出。",
            "每条规则统计确认率；五十次以上决定中确认率低于百分之二十的规则暂停使用；按性别、乡镇、家庭类型比较，"
            "差别超出偶然时提示。",
            "孩子或监护人可以提出异议；异议期间停止一切效果，十五个工作日内答复，并更正来源记录（《个人信息保护法》第45-47条）。",
            "筛查程序只读取规则写明的列，不读取姓名、证件号码、电话和住址；每次查看对象须写明目的并留痕。",
        ),
    )


def _conclusion(gaps: tuple[str, ...], day: date) -> Section:
    until = in_words(_years_after(day, KEPT_YEARS))
    verdict = (
        ("定义中有下列缺项，补正之前不得处理相应数据：", *gaps)
        if gaps
        else ("各数据源和规则的定义完整，没有缺项。",)
    )
    kept = f"本报告和处理情况记录至少保存三年（《个人信息保护法》第56条），即保存至{until}以后。"
    return Section("七、结论与保存", (*verdict, kept))


def _gaps(feeds: Sequence[FeedUse], rules: RuleSet) -> list[str]:
    gaps = []
    for feed in feeds:
        for value, name in (
            (feed.purpose, "目的"),
            (feed.legal_basis, "法律依据"),
            (feed.retention, "保存期限"),
        ):
            if not value.strip():
                gaps.append(f"数据源“{feed.title}”没有写明{name}。")
        gaps += [
            f"数据源“{feed.title}”的“{c.label}”没有写明用途。" for c in feed.columns if not c.purpose.strip()
        ]
    taken = {feed.name: {column.name for column in feed.columns} for feed in feeds}
    for rule in rules.rules:
        if rule.feed and rule.feed not in taken:
            gaps.append(f"规则 {rule.id} 使用的数据源“{rule.feed}”没有定义。")
        elif rule.feed:
            beyond = sorted(rule.columns - taken[rule.feed])
            gaps += [f"规则 {rule.id} 使用的列“{column}”不在数据源的定义之内。" for column in beyond]
    return gaps


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
