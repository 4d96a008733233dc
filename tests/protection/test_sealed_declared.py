"""A register to come is sealed by declaring it: one that forgot fails here."""

from __future__ import annotations

from weibao.access.policies import registered
from weibao.people.policies import ChildRecordPolicy
from weibao.protection.sealing.declaring import sealables
from weibao.protection.sealing.kinds import Kind, sealed_kinds
from weibao.protection.sealing.removing import dependents

OPEN = {
    "people.Child": "the file itself: sealed where nothing but sealed records speaks of the child",
    "people.Guardian": "derived from the rows that are left",
    "people.Merge": "that two files were one child's says nothing of what stands in them",
    "candidates.Signal": "written anew from the rows that are left (candidates.sealing)",
    "intervention.Outcome": "what came of help: a child returned to school or found work; names no offence",
}


def covered() -> set[str]:
    """Models that are declared, or depend on one that is."""
    waiting = [one.model for one in sealables()]
    found: set[str] = set()
    while waiting:
        model = waiting.pop()
        if model._meta.label not in found:
            found.add(model._meta.label)
            waiting += [other for other, field in dependents(model) if not field.null]
    return found


def test_every_register_of_children_is_sealed_or_says_why_not():
    labels = {
        (model._meta.concrete_model or model)._meta.label
        for model, policy in registered().items()
        if isinstance(policy, ChildRecordPolicy)
    }
    assert labels - covered() - OPEN.keys() == set()
    assert OPEN.keys() - labels == set(), "an exception that names no register"


def test_all_six_kinds_of_the_law_rest_on_an_article():
    assert set(sealed_kinds()) == set(Kind)
    assert all(one.ground.verified for one in sealed_kinds().values())
