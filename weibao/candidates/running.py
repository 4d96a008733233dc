"""Screening the county: rows read out, rules applied, signals and candidates written back in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.audit.locking import Alone, hold
from weibao.audit.services import Actor, act, refuse
from weibao.candidates.gathering import gather
from weibao.candidates.grouping import counts_by_group
from weibao.candidates.models import RuleVersion, ScreeningRun
from weibao.candidates.ruling import rules_in_force, version_in_force
from weibao.candidates.standing import Found, write_candidates, write_signals
from weibao.machines import person
from weibao.screening import RuleSet, Screening, screen

Progress = Callable[[int, int, str], None]


class InTheFuture(ValueError):
    """Nobody can screen as of a day that has not come."""


@dataclass(frozen=True)
class Screened:
    """A run with all that it found, the lowest level included, which is stored nowhere."""

    run: ScreeningRun
    screening: Screening


def run_screening(
    *,
    actor: Actor,
    as_of: date,
    rules: RuleVersion | None = None,
    progress: Progress | None = None,
    on: date | None = None,
) -> ScreeningRun:
    """Screen all children as of a day by a version of the rules (the one in force), and put up candidates.

    What people decided stands: a decided candidate comes back only by new evidence or a higher level. Undecided ones
    whose signals are gone lapse. As of a day before the last screening it only counts (a look back). Repeating it for
    the same day, rules and rows changes nothing. `on` is the day on which it takes place (today): from then on what
    comes up waits for a decision.

    Raises:
        InTheFuture: the day has not come yet.
        PermissionDenied: the actor lacks `rules.change`.
    """
    return screen_county(actor=actor, as_of=as_of, rules=rules, progress=progress, on=on).run


def screen_county(
    *,
    actor: Actor,
    as_of: date,
    rules: RuleVersion | None = None,
    progress: Progress | None = None,
    on: date | None = None,
) -> Screened:
    """`run_screening`, answering what was found as well (for the export of all levels)."""
    if isinstance(actor, User) and not actor.holds("rules.change"):
        # `act` below would say so too, but only after the work.
        refuse(actor, "candidates.screen")
        raise PermissionDenied(_("您的职责不包含这项操作。"))
    if as_of > timezone.localdate():
        raise InTheFuture(_("筛查日 %(day)s 还没有到，请改为今天或以前的日期。") % {"day": as_of})
    tell = progress or (lambda done, total, step: None)
    started = time.perf_counter()
    version = rules or version_in_force()
    with act(actor, "candidates.screen", ability="rules.change") as log:
        hold(Alone.SCREENING)
        tell(0, 3, _("读取数据"))
        material = gather()
        tell(1, 3, _("按规则筛查"))
        in_force = rules_in_force(version)
        screening = screen(material.events, material.children, in_force, as_of=as_of)
        tell(2, 3, _("保存对象"))
        run = keep_run(version, in_force, screening, person(actor), on or timezone.localdate())
        if not run.is_look_back:
            found = Found(screening, in_force)
            write_signals(found, run)
            changes = write_candidates(found, run)
            log.note(**changes)
        run.seconds = round(time.perf_counter() - started, 3)
        run.save(update_fields=["seconds"])
        log.about(run)
        log.note(children=run.children)
    tell(3, 3, _("完成"))
    return Screened(run, screening)


def keep_run(
    version: RuleVersion, rules: RuleSet, screening: Screening, ran_by: User | None, on: date
) -> ScreeningRun:
    later = ScreeningRun.objects.filter(is_look_back=False, as_of__gt=screening.as_of)
    run, _made = ScreeningRun.objects.update_or_create(
        as_of=screening.as_of,
        rules_sha=rules.version,
        defaults={
            "version": version,
            "ran_at": timezone.now(),
            "ran_on": on,
            "ran_by": ran_by,
            "children": screening.children,
            "counts": screening.counts,
            "groups": counts_by_group(screening, rules),
            "seconds": 0,
            "is_look_back": later.exists(),
        },
    )
    return run


def last_run() -> ScreeningRun | None:
    """The screening that the present candidates come from."""
    return ScreeningRun.objects.filter(is_look_back=False).order_by("-as_of", "-ran_at").first()


def present_day() -> date:
    """Today. In a demonstration time stands still at the day its data end with: otherwise everything would lapse."""
    run = last_run()
    return run.as_of if run and settings.DEMO_MARK.exists() else timezone.localdate()
