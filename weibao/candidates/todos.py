"""What screening asks of a person: candidates to decide, steps to take, questions to answer, objections due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.candidates.following import followings
from weibao.candidates.models import KEPT_UNDECIDED, Candidate, Objection, State, Track, Verification
from weibao.web.templatetags.weibao import zh_date
from weibao.web.workbench import Tally, Todo, change_source, loop_source, todo_source

SOON = timedelta(days=14)


@todo_source
def candidates_to_decide(user: User) -> Iterator[Todo]:
    """One line a track, protection first; those soon to be deleted undecided apart, with their day."""
    if not user.holds("candidates.decide"):
        return
    waiting = restrict(Candidate.objects.shown().filter(state=State.WAITING), user, "decide")
    soon = Q(raised_on__lte=timezone.localdate() - KEPT_UNDECIDED + SOON)
    for track, label in Track.choices:
        counted = waiting.filter(track=track).aggregate(
            n=Count("pk"), soon=Count("pk", filter=soon), first=Min("raised_on", filter=soon)
        )
        if counted["n"]:
            yield Todo(
                ngettext(
                    "%(track)s线有 %(n)s 名对象等待研判。",
                    "%(track)s线有 %(n)s 名对象等待研判。",
                    counted["n"],
                )
                % {"track": label, "n": counted["n"]},
                f"{reverse('candidates:list')}?track={track}&state=waiting",
                _("去研判"),
                count=counted["n"],
            )
        if counted["soon"]:
            until = counted["first"] + KEPT_UNDECIDED
            yield Todo(
                _("%(track)s线有 %(n)s 名对象快满 90 天仍未决定，到期将自动删除。")
                % {"track": label, "n": counted["soon"]},
                f"{reverse('candidates:list')}?track={track}&state=waiting&sort=keep_until",
                _("先办这些"),
                due=until,
                count=counted["soon"],
            )


@todo_source
def steps_to_take(user: User) -> Iterator[Todo]:
    """Confirmed candidates whose next step nobody has taken yet."""
    for one in followings():
        if one.pending is None or not user.holds(one.ability):
            continue
        confirmed = Candidate.objects.filter(state=State.CONFIRMED, then=one.then, child__merged_into=None)
        confirmed = confirmed.exclude(objections__in=Objection.objects.filter(answered_on=None))
        count = one.pending(restrict(confirmed, user, "view")).count()
        if count:
            yield Todo(
                _("已确认的对象中有 %(n)s 名等待“%(step)s”。") % {"n": count, "step": one.title},
                f"{reverse('candidates:list')}?state=confirmed&then={one.then}",
                _("去办理"),
                count=count,
            )


@todo_source
def verifications_to_answer(user: User) -> Iterator[Todo]:
    """What my unit is asked to look at, line by line: each has its own day."""
    if not user.holds("verifications.answer"):
        return
    asked = restrict(Verification.objects.filter(answered_on=None), user, "answer")
    for one in asked.select_related("candidate__child").order_by("due_on", "pk")[:10]:
        yield Todo(
            _("请核实 %(name)s 的情况并答复。") % {"name": one.candidate.child.name},
            one.get_absolute_url(),
            _("去答复"),
            due=one.due_on,
        )


@todo_source
def verifications_waited_for(user: User) -> Iterator[Todo]:
    """What I wait for from others, by unit."""
    if not user.holds("candidates.decide"):
        return
    asked = restrict(Verification.objects.filter(answered_on=None), user, "view")
    by_unit = asked.values("unit", name=F("unit__name")).annotate(n=Count("pk"), first=Min("due_on"))
    today = timezone.localdate()
    for one in by_unit.order_by("first", "unit"):
        words = {"unit": one["name"], "n": one["n"], "day": zh_date(one["first"])}
        if one["first"] < today:
            sentence = _("%(unit)s有 %(n)s 项核实没有答复，最早一项已过期限（%(day)s），请催办。") % words
        else:
            sentence = _("等待%(unit)s答复 %(n)s 项核实，最早一项 %(day)s到期。") % words
        yield Todo(
            sentence,
            f"{reverse('candidates:asked')}?state=open",
            _("查看"),
            due=one["first"],
            waiting=True,
            count=one["n"],
        )


@todo_source
def objections_due(user: User) -> Iterator[Todo]:
    if not user.holds("objections.answer"):
        return
    open_ones = restrict(Objection.objects.filter(answered_on=None), user, "answer")
    for one in open_ones.select_related("candidate__child").order_by("due_on", "pk")[:10]:
        yield Todo(
            _("%(name)s 的异议要在期限前答复，答复前暂停一切后续。") % {"name": one.candidate.child.name},
            one.get_absolute_url(),
            _("去答复"),
            due=one.due_on,
        )


@loop_source
def asked_of_my_unit(user: User) -> Iterator[Tally]:
    asked = restrict(Verification.objects.filter(answered_on=None), user, "answer")
    yield Tally(_("未答复的核实任务"), asked.count(), f"{reverse('candidates:verifications')}?state=open")


@change_source
def candidates_since(user: User, since: date) -> Iterator[Tally]:
    raised = restrict(Candidate.objects.shown().filter(raised_on__gte=since), user, "view")
    yield Tally(_("新提出的预警"), raised.count(), f"{reverse('candidates:list')}?state=all&since={since}")
