"""docs/security.md names every promise and every requirement, and only modules and tests that there are."""

import ast
import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
VERDICTS = {"met", "not applicable", "open"}


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in TEXT.splitlines() if line[:1] == "|"]


def test_every_promise_has_a_row_with_a_module_and_a_test():
    promises = [row for row in rows() if row[0].isdigit()]
    assert [int(row[0]) for row in promises] == list(range(1, 26))
    assert all("`weibao/" in row[1] and "::test_" in row[2] for row in promises)


def test_every_module_that_is_named_is_there():
    named = re.findall(r"`(weibao/[^`]+)`", TEXT)
    assert named and [one for one in named if not (ROOT / one).exists()] == []


def test_every_test_that_is_named_is_there():
    named = re.findall(r"`(tests/[^`:]+)::(\w+)`", TEXT)
    missing = []
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        if name not in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}:
            missing.append((path, name))
    assert named and missing == []


def test_every_requirement_of_level_two_stands_once_with_a_verdict():
    judged = [row for row in rows() if row[0].startswith("V")]
    assert {row[1] for row in judged} <= VERDICTS
    found = [one for row in judged for one in row[0].split(", ")]
    assert sorted(found) == sorted(json.loads((ROOT / "tests" / "asvs.json").read_text()))
