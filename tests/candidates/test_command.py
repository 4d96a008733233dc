"""`weibao screen`: what it prints, exports and refuses."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner, Result

from tests.candidates.conftest import acted, harmed, report
from weibao.candidates.commands import screen
from weibao.candidates.models import Candidate, RuleVersion, ScreeningRun
from weibao.screening import adjust, default_rules, to_text


def run(*arguments: object) -> Result:
    return CliRunner().invoke(screen, [str(argument) for argument in arguments])


@pytest.fixture
def three(make_child):
    one, other, third = make_child("甲"), make_child("乙"), make_child("丙")
    harmed(one)
    acted(one)
    report(other, "education", enrolment_status="在读", truant_periods=12)
    return one, other, third


def test_json_is_one_object_with_children_candidates_and_seconds(three):
    answer = run("--as-of", "2025-12-31", "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert list(found) == ["children", "candidates", "seconds"]
    assert found["children"] == 3
    assert found["candidates"] == {
        "protection": {"red": 1, "orange": 0, "yellow": 0, "blue": 0},
        "behaviour": {"red": 0, "orange": 0, "yellow": 1, "blue": 1},
    }


def test_the_export_holds_every_level_by_number_only(three, tmp_path):
    target = tmp_path / "s.csv"
    assert run("--as-of", "2025-12-31", "--export", target).exit_code == 0
    with target.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    one, other, _third = (str(child.pk) for child in three)
    assert lines == [
        ["child_id", "track", "level", "points", "rules"],
        [one, "protection", "red", "8", "P3"],
        [one, "behaviour", "yellow", "4", "B2"],
        [other, "behaviour", "blue", "2", "B1"],
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["s.csv"]


def test_without_a_day_it_screens_as_of_today(three):
    assert run().exit_code == 0
    assert ScreeningRun.objects.get().as_of == ScreeningRun.objects.get().ran_on


def test_a_day_that_has_not_come_is_refused(three):
    answer = run("--as-of", "2999-01-01")
    assert answer.exit_code == 2
    assert "还没有到" in answer.stderr
    assert run("--as-of", "yesterday").exit_code == 2
    assert not ScreeningRun.objects.exists()


def test_a_dry_run_tells_what_would_change_and_stores_nothing(three, tmp_path):
    other = tmp_path / "rules.yaml"
    other.write_text(
        to_text(adjust(default_rules(), {"levels/yellow": 5, "levels/orange": 6})), encoding="utf-8"
    )
    run("--as-of", "2025-12-31")
    before = list(Candidate.objects.values())
    answer = run("--as-of", "2025-12-31", "--dry-run", "--rules", other, "--json")
    assert answer.exit_code == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert found["changes"]["behaviour"]["lower"] == 1
    assert "黄色的最低分由 3 分改为 5 分。" in found["sentences"]
    assert "降级 1 人" in run("--as-of", "2025-12-31", "--dry-run", "--rules", other).stdout
    assert list(Candidate.objects.values()) == before
    assert RuleVersion.objects.count() == 1


def test_a_bad_rule_file_is_refused_with_every_problem(three, tmp_path):
    bad = tmp_path / "rules.yaml"
    bad.write_text(to_text(default_rules()).replace("truant_periods", "religion").replace("red: 8", "red: 1"))
    answer = run("--dry-run", "--rules", bad)
    assert answer.exit_code == 2
    assert "religion" in answer.stderr
    assert "逐级降低" in answer.stderr
    bad.write_bytes("规则".encode("gb18030"))
    assert run("--dry-run", "--rules", bad).exit_code == 2


def test_the_options_of_a_dry_run_belong_together(three, tmp_path):
    file = tmp_path / "rules.yaml"
    file.write_text(to_text(default_rules()))
    assert run("--dry-run").exit_code == 2
    assert run("--rules", file).exit_code == 2
