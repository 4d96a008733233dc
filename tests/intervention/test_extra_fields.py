"""Mass assignment: what a form does not ask for is not taken, whatever is sent with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import models, transaction

import weibao
from tests.intervention.test_pages import test_from_proposal_to_release_by_page as whole_journey
from weibao.access.models import DutyAssignment, Unit, User
from weibao.intervention.models import CareDuty, FocusEntry, Outcome, SupportPlan, TaskTeam, Visit
from weibao.people.models import Child, ChildAccess

WRITTEN = (
    FocusEntry,
    SupportPlan,
    TaskTeam,
    CareDuty,
    Visit,
    Outcome,
    ChildAccess,
    Child,
    User,
    DutyAssignment,
    Unit,
)
STANDING = (Child, User, Unit)
"""Models whose records are there before the journey: a reference to one is compared."""


def injected() -> dict[str, str]:
    """A value for every field of every model that the main job writes."""
    return {
        name: value_for(field)
        for model in WRITTEN
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }


def value_for(field: models.Field) -> str:
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField):
        return "2031-01-01 00:00"
    if isinstance(field, models.DateField):
        return "2031-01-01"
    if isinstance(field, models.ForeignKey | models.IntegerField | models.BigAutoField):
        return "1"
    return field.choices[-1][0] if field.choices else "夹带的内容"


def greedy(signed_in):
    """`signed_in`, but whatever is posted carries every field that there is."""

    def enter(user):
        client = signed_in(user)
        if not hasattr(client, "honest"):
            client.honest = client.post
            client.post = lambda address, data=None, **more: client.honest(
                address, injected() | (data or {}), **more
            )
        return client

    return enter


def state() -> list[tuple]:
    """What the records hold, without keys that count up and moments that pass."""
    found = []
    for model in WRITTEN:
        for record in model._base_manager.order_by("pk"):
            found.append(
                (model.__name__, *(value for field in kept(model) for value in [getattr(record, field)]))
            )
    return found


def kept(model: type[models.Model]) -> list[str]:
    names = []
    for field in model._meta.concrete_fields:
        relation = isinstance(field, models.ForeignKey)
        if field.primary_key or isinstance(field, models.DateTimeField | models.BinaryField):
            continue
        if not relation or field.related_model in STANDING:
            names.append(field.attname)
    return names


def test_the_main_job_takes_just_what_its_forms_ask_for(child, reviewer, second, lead, signed_in, clock):
    start = transaction.savepoint()
    whole_journey(child, reviewer, second, lead, signed_in, clock)
    honest = state()
    transaction.savepoint_rollback(start)
    clock(date(2025, 6, 16))
    for user in (reviewer, second, lead):
        user.refresh_from_db()
    whole_journey(child, reviewer, second, lead, greedy(signed_in), clock)
    assert state() == honest


def test_no_form_takes_all_fields_and_no_code_takes_all_that_was_sent():
    root = Path(weibao.__file__).parent
    for file in sorted(root.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for spread in ("**request.POST", "POST.items()", "POST.dict()", '"__all__"'):
            assert spread not in text, f"{file.name}: {spread}"
