"""The rules: which version is in force, adopting another, setting a rule aside and taking it up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.audit.services import Actor, act
from weibao.candidates.impact import drawn_up
from weibao.candidates.models import ImpactAssessment, RuleSuspension, RuleVersion
from weibao.machines import person, require_unchanged
from weibao.screening import RuleSet, default_rules, to_text

SHIPPED = "随平台提供的缺省规则。"


class CannotChange(ValueError):
    """The rules can't be changed so; the message says why and what to do."""


def version_in_force() -> RuleVersion:
    """The newest version; the shipped rules are version one by themselves, their impact assessed before they are
    first applied (个人信息保护法 55)."""
    found = RuleVersion.objects.order_by("-number").first()
    if found is None:
        try:
            with transaction.atomic():
                found = keep_version(default_rules(), number=1, note=SHIPPED, adopted_by=None)
                keep_assessment(found)
        except IntegrityError:  # another process was quicker
            found = RuleVersion.objects.get(number=1)
    return found


def rules_in_force(version: RuleVersion | None = None) -> RuleSet:
    """The rules of a version (the one in force), without what is set aside."""
    rules = (version or version_in_force()).rules
    ids = {rule.id for rule in rules.rules}
    return rules.suspend(suspended_rules() & ids)


def suspended_rules() -> set[str]:
    return set(RuleSuspension.objects.filter(resumed_on=None).values_list("rule", flat=True))


def adopt_rules(*, actor: Actor, rules: RuleSet, reason: str, seen: str | None = None) -> RuleVersion:
    """Put a changed rule set in force from today, with the assessment of its impact.

    Raises:
        ChangedMeanwhile: another version came into force since the one that was changed here (its `sha`, `seen`).
        CannotChange: it says just what is in force already.
    """
    with act(actor, "rules.adopt", ability="rules.change") as log:
        before = version_in_force()
        require_unchanged(seen, before.sha)
        if before.sha == rules.version:
            raise CannotChange(_("新规则与现行规则完全相同，没有需要启用的改动。"))
        made = keep_version(rules, number=before.number + 1, note=reason, adopted_by=person(actor))
        keep_assessment(made)
        log.about(made)
        log.note(number=made.number)
    return made


def keep_version(rules: RuleSet, *, number: int, note: str, adopted_by: User | None) -> RuleVersion:
    return RuleVersion.objects.create(
        number=number,
        name=rules.name[:100],
        text=to_text(rules),
        sha=rules.version,
        note=note[:500],
        adopted_by=adopted_by,
    )


def keep_assessment(version: RuleVersion) -> ImpactAssessment:
    """The impact assessment of a version as the definitions stand today, inside the caller's act; one that says the
    same is kept once."""
    assessment = drawn_up(version.rules, timezone.localdate())
    found = ImpactAssessment.objects.filter(version=version, sha=assessment.version).first()
    return found or ImpactAssessment.objects.create(
        version=version,
        sha=assessment.version,
        content={"title": assessment.title, "gaps": list(assessment.gaps)}
        | {"sections": [asdict(section) for section in assessment.sections]},
        drawn_up_on=assessment.drawn_up_on,
        keep_until=assessment.keep_until,
    )


def renew_assessment(*, actor: Actor) -> ImpactAssessment:
    """See that the assessment of the rules in force says what definitions and rules say today."""
    with act(actor, "rules.assess", ability="rules.change") as log:
        assessment = keep_assessment(version_in_force())
        log.about(assessment)
    return assessment


def suspend_rule(*, actor: Actor, rule: str, reason: str) -> RuleSuspension:
    """Set a rule aside: from the next screening on it gives no signals."""
    with act(actor, "rules.suspend", ability="rules.change") as log:
        (made,) = set_aside([rule], reason=reason, by=person(actor))
        log.about(made)
    return made


def set_aside(rules: Iterable[str], *, reason: str, by: User | None) -> list[RuleSuspension]:
    """Set rules aside, inside the caller's act."""
    known = {rule.id for rule in version_in_force().rules.rules}
    made = []
    for rule in rules:
        if rule not in known:
            raise CannotChange(_("现行规则里没有编号为 %(rule)s 的规则。") % {"rule": rule})
        if RuleSuspension.objects.filter(rule=rule, resumed_on=None).exists():
            raise CannotChange(_("规则 %(rule)s 已经暂停。") % {"rule": rule})
        made.append(RuleSuspension.objects.create(rule=rule, reason=reason[:500], suspended_by=by))
    return made


def resume_rule(*, actor: Actor, suspension: RuleSuspension, reason: str) -> RuleSuspension:
    """Take a rule up again; its figures are counted anew from then on."""
    with act(actor, "rules.resume", ability="rules.change", target=suspension):
        suspension.refresh_from_db()
        if suspension.resumed_on is not None:
            raise CannotChange(_("规则 %(rule)s 已经恢复使用。") % {"rule": suspension.rule})
        suspension.resumed_on, suspension.resumed_at = timezone.localdate(), timezone.now()
        suspension.resumed_by, suspension.resume_reason = person(actor), reason[:500]
        suspension.save()
    return suspension
