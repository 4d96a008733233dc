"""The log never holds what stands in a record: by type when it is written, and by what the callers hand over."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import weibao
from weibao.audit.content import ContentInLog, check_detail, check_purpose, code_or, is_code
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE, act
from weibao.people.opening import Purpose, in_words

SOURCE = Path(weibao.__file__).parent
CODES = {"code", "kind", "feed", "state", "form", "path", "key", "sex", "level", "sha", "target"}
"""Columns of text that hold codes; they may be logged."""


@pytest.mark.pure
@pytest.mark.parametrize("text", ["people:list", "/figures/2025/children/", "620799101201", "user:12", "a,b"])
def test_codes_may_stand_in_the_log(text):
    assert is_code(text)


@pytest.mark.pure
@pytest.mark.parametrize(
    "text",
    [
        "张子轩",
        "two words",
        "620799201201011234",
        "62079920120101123X",
        "13912345678",
        "user:13912345678",
        "",
    ],
)
def test_names_numbers_of_people_and_sentences_may_not(text):
    assert not is_code(text)
    assert code_or(text, "page") == "page"


@pytest.mark.pure
@pytest.mark.parametrize(
    "value", ["张子轩", 13912345678, 620799201201011234, 1.5, ["张"], {"name": 1}, [1.5]]
)
def test_a_note_takes_only_ids_counts_and_codes(value):
    with pytest.raises(ContentInLog) as refusal:
        check_detail({"value": value})
    assert str(value) not in str(refusal.value)


@pytest.mark.pure
def test_ids_counts_switches_and_codes_are_taken():
    check_detail({"rows": 3, "plans": [1, 2], "level": "orange", "whole": True, "broken": None, "q": ""})


@pytest.mark.pure
def test_a_purpose_is_a_phrase_of_the_fixed_list():
    for purpose in Purpose:
        check_purpose(in_words(purpose))
    with pytest.raises(ContentInLog):
        check_purpose("该生母亲电话 13912345678")
    with pytest.raises(ContentInLog):
        check_purpose("很长的说明" * 10)


def test_an_act_that_would_log_content_is_undone(county):
    with pytest.raises(ContentInLog), act(CONSOLE, "test.act", ability=None) as log:
        county.name = "改过的名字"
        county.save()
        log.note(name=county.name)
    county.refresh_from_db()
    assert county.name == "云岭县"
    assert not Entry.objects.exists()


def handed_over() -> list[tuple[str, str]]:
    """(place, expression) of everything that the program's code hands over to the log."""
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            if not isinstance(call, ast.Call):
                continue
            called = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if called == "note":
                given = [keyword.value for keyword in call.keywords]
            elif called in ("act", "refuse") and isinstance(call.func, ast.Name):
                given = [*call.args[1:], *(k.value for k in call.keywords if k.arg in ("target", "purpose"))]
            else:
                continue
            found += [(f"{file.relative_to(SOURCE)}:{call.lineno}", one) for one in given]
    return found


@pytest.mark.pure
def test_no_caller_hands_a_column_of_text_to_the_log():
    texts = {
        field.name
        for model in apps.get_models()
        if model.__module__.startswith("weibao.")
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    } - CODES
    assert {"name", "reason", "address", "id_number"} <= texts
    given = handed_over()
    assert len(given) > 100
    bare = [
        place
        for place, expression in given
        for part in ast.walk(expression)
        if isinstance(part, ast.Attribute) and part.attr in texts
    ]
    assert bare == []
