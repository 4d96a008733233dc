"""The three tiers: put in place, kept on, stepped up or down, closed; each by the authority that the law names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from weibao.access.models import Unit
from weibao.audit.services import Actor, act
from weibao.intervention.guards import a_minor, in_the_county, lock_file, not_after, not_before, require
from weibao.intervention.models import Authority, Level, Tier, TierState
from weibao.intervention.statutes import LawItem, Way, way_of
from weibao.machines import CannotAct, Step, day, person, step
from weibao.people.models import Child

LONGEST = timedelta(days=400)
"""A tier is set for at most a year and a month ahead, then looked at again."""
REVIEW_FROM = timedelta(days=14)
"""How long before its end a tier is on the to-do lists."""
SETTLED_WITHIN = timedelta(days=15)
"""How long the authority below may take to say what follows a tier that was stepped down."""
TERM_MONTHS = 5
"""Specialised education is evaluated every term (第46条); the reminder comes five months after it began."""


def after_opening(tier: Tier, actor: Actor, on: date) -> str:
    return not_before(tier.opened_on, on)


def above_the_first(tier: Tier, actor: Actor, on: date) -> str:
    if tier.level == Level.MISCONDUCT:
        return _("第一级之下没有更低的级别，请直接结束。")
    return after_opening(tier, actor, on)


TIER = {
    "keep": Step((TierState.OPEN,), TierState.OPEN, None, after_opening),
    "raise": Step((TierState.OPEN,), TierState.RAISED, None, after_opening),
    "lower": Step((TierState.OPEN,), TierState.LOWERED, None, above_the_first),
    "follow": Step((TierState.LOWERED,), TierState.CLOSED, None, within=SETTLED_WITHIN),
    "settle": Step((TierState.LOWERED,), TierState.CLOSED, None, within=SETTLED_WITHIN),
    "close": Step((TierState.OPEN,), TierState.CLOSED, None, after_opening),
}
"""The ability of each step is that of the tier's own authority (`tiers.` with its name), given by the services; a
tier is raised by the authority of the tier that takes its place; one stepped down is followed by a tier of the
authority below, or settled by it where nothing more is needed."""


def open_tier(
    *,
    actor: Actor,
    child: Child,
    level: int,
    grounds: Sequence[LawItem],
    measures: Sequence[LawItem],
    text: str,
    until: date,
    paired_with: str = "",
    evaluated_on: date | None = None,
    jointly_with: Unit | None = None,
    unit: Unit | None = None,
    on: date | None = None,
) -> Tier:
    """Put a tier in place. Lower tiers of the child that stand open are raised to it; a tier that was stepped down
    is followed by it.

    Raises:
        PermissionDenied: the law names another authority.
        CannotAct: the grounds or measures stand in no list for this tier, the committee has not agreed, public security
            was not heard, a pairing names no teacher, or the same or a higher tier stands open.
    """
    on = day(on)
    way = way_of(level, grounds, measures)
    if way is None:
        raise CannotAct(_("所选情形和措施不在这一级的法定范围内，请从列表里选择。"))
    with act(actor, "tier.open", ability=way.ability, target=child) as log:
        child = lock_file(child)
        require(a_minor(child, on))
        check_terms(way, on, until, paired_with, evaluated_on, jointly_with)
        if jointly_with is not None:
            require(in_the_county(child, str(jointly_with), jointly_with.area_id))
        before = tier_before(actor, child, way, on)
        tier = Tier.objects.create(
            child=child,
            level=level,
            authority=way.authority,
            grounds=[one.as_json() for one in grounds],
            measures=[one.as_json() for one in measures],
            text=text,
            opened_on=on,
            until=until,
            unit=unit or getattr(person(actor), "unit", None),
            decided_by=person(actor),
            paired_with=paired_with,
            evaluated_on=evaluated_on,
            jointly_with=jointly_with,
            follows=before,
        )
        log.note(tier=tier.pk, level=int(level), way=way.key)
    return tier


def keep_tier(*, actor: Actor, tier: Tier, until: date, text: str, on: date | None = None) -> Tier:
    """Look at a tier again and keep it on until a later day, saying what the evaluation found."""
    on = day(on)
    with step(actor, TIER, "keep", tier, on=on, ability=ability_of(tier)) as (tier, _log):
        require(not_before(on + timedelta(days=1), until) or not_after(on + LONGEST, until))
        tier.until, tier.text = until, f"{tier.text}\n{on:%Y-%m-%d} {text}"
        tier.save()
    return tier


def lower_tier(*, actor: Actor, tier: Tier, text: str, on: date | None = None) -> Tier:
    """Step down: this tier ends, and the authority of the one below is asked to decide what follows."""
    on = day(on)
    with step(actor, TIER, "lower", tier, on=on, ability=ability_of(tier)) as (tier, _log):
        end(tier, actor, text, on)
        tier.save()
    return tier


def close_tier(
    *, actor: Actor, tier: Tier, back_in_normal_life: bool, text: str, on: date | None = None
) -> Tier:
    """End a tier with what the evaluation found. One that was stepped down is settled by the authority below, which
    finds that nothing more is needed."""
    on = day(on)
    tier.refresh_from_db(fields=["state"])
    lowered = tier.state == TierState.LOWERED
    name, ability = ("settle", ability_below(tier)) if lowered else ("close", ability_of(tier))
    with step(actor, TIER, name, tier, on=on, ability=ability) as (tier, _log):
        if name == "settle":
            tier.closing_text = f"{tier.closing_text}\n{on:%Y-%m-%d} {text}"
        else:
            end(tier, actor, text, on)
        tier.back_in_normal_life = back_in_normal_life
        tier.save()
    return tier


def end(tier: Tier, actor: Actor, text: str, on: date) -> None:
    tier.closed_on, tier.closed_by, tier.closing_text = on, person(actor), text


def tier_before(actor: Actor, child: Child, way: Way, on: date) -> Tier | None:
    """The tier that the new one follows; open lower ones are raised.

    Raises:
        CannotAct: the same or a higher tier stands open.
    """
    standing = list(
        Tier.objects.filter(child=child, state__in=(TierState.OPEN, TierState.LOWERED)).order_by("-pk")
    )
    for tier in standing:
        if tier.state == TierState.OPEN and tier.level >= way.level:
            raise CannotAct(
                _("这名儿童的“%(tier)s”还在实施，请先由原决定机关结束或降级。")
                % {"tier": tier.get_level_display()}
            )
    for tier in standing:
        name = "raise" if tier.state == TierState.OPEN else "follow"
        with step(actor, TIER, name, tier, on=on, ability=way.ability) as (tier, _log):
            if name == "raise":
                end(tier, actor, _("由更高一级接续。"), on)
            tier.save()
    return standing[0] if standing else None


def ability_of(tier: Tier) -> str:
    return f"tiers.{tier.authority}"


def authority_below(level: int) -> Authority:
    """Whose the next tier below is."""
    return {3: Authority.POLICE, 2: Authority.SCHOOL}[level]


def ability_below(tier: Tier) -> str:
    """The ability of the authority of the next tier below."""
    return f"tiers.{authority_below(tier.level).value}"


def check_terms(
    way: Way,
    on: date,
    until: date,
    paired_with: str,
    evaluated_on: date | None,
    jointly_with: Unit | None,
) -> None:
    """
    Raises:
        CannotAct: what this road asks for beside grounds and measures is missing, or a date is out of order.
    """
    require(not_before(on + timedelta(days=1), until) or not_after(on + LONGEST, until))
    if way.level == Level.MISCONDUCT and not paired_with:
        raise CannotAct(_("在校结对帮教须写明结对教师。"))
    if way.evaluated and evaluated_on is None:
        raise CannotAct(_("送专门学校须先经专门教育指导委员会评估同意，请填写评估同意的日期。"))
    if evaluated_on is not None:
        require(not_after(on, evaluated_on))
    if way.jointly and (jointly_with is None or jointly_with.authority != "police"):
        raise CannotAct(_("这一措施由教育行政部门会同公安机关决定，请选择会同的公安机关。"))
