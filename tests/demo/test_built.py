"""The demonstration as `weibao demo` builds it: the account's figures, and work for everybody."""

import json
import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.demo.building import environment, keys_of, weibao

pytestmark = pytest.mark.pure

ACCOUNT = {
    "data_categories": 7,
    "young_people_in_focus": 16,
    "tier1_paired_in_school": 53,
    "tier2_team_tracked": 8,
    "tier3_specialised_school": 5,
    "tier3_back_in_normal_life": 5,
    "relative_non_prosecutions": 2,
    "returned_to_school": 1,
    "entered_employment": 2,
}
"""The county's public account of 2025, pillar of precise intervention."""

WORK = """
import json, django
django.setup()
from weibao.access.models import User
from weibao.web.workbench import todos_for
print(json.dumps({
    user.username: {column: len(lines) for column, lines in todos_for(user).items()}
    for user in User.objects.all()
}))
"""


def ask(folder, query: str):
    with sqlite3.connect(folder / "weibao.sqlite3") as database:
        return database.execute(query).fetchall()


def test_the_figures_of_the_year_are_exactly_those_of_the_account(demo_folder):
    answer = weibao(demo_folder, "report", "annual", "--year", "2025", "--format", "json")
    assert answer.returncode == 0, answer.stderr
    indicators = json.loads(answer.stdout)["indicators"]
    assert {key: indicators.get(key) for key in ACCOUNT} == ACCOUNT


def test_the_county_is_whole(demo_folder):
    count = "SELECT count(*) FROM "
    assert ask(demo_folder, f"{count} people_child")[0][0] >= 6000
    assert ask(demo_folder, f"{count} places_area WHERE level = 'town'") == [(7,)]
    assert ask(demo_folder, f"{count} places_area WHERE level = 'village'") == [(82,)]
    assert ask(demo_folder, f"{count} access_unit WHERE kind = 'school'") == [(41,)]
    feeds = ask(demo_folder, "SELECT DISTINCT feed FROM feeds_delivery WHERE report_month = '2025-12-01'")
    assert len(feeds) == 7


def test_every_plan_in_force_has_its_team_of_the_seven(demo_folder):
    teams = ask(
        demo_folder,
        "SELECT p.id, count(d.id) FROM intervention_supportplan p JOIN intervention_taskteam t ON t.plan_id = p.id "
        "JOIN intervention_careduty d ON d.team_id = t.id WHERE p.begun_on IS NOT NULL GROUP BY p.id",
    )
    assert len(teams) >= 16
    assert {members for _plan, members in teams} == {7}


def test_every_working_duty_finds_something_to_do(demo_folder):
    settings = environment(demo_folder) | {"DJANGO_SETTINGS_MODULE": "weibao.config.settings.base"}
    told = subprocess.run(
        [sys.executable, "-c", WORK], env=settings, capture_output=True, text=True, check=True
    )
    work = json.loads(told.stdout)
    busy = (
        "coordinator",
        "analyst",
        "reviewer",
        "liaison",
        "education",
        "town",
        "lead",
        "team",
        "police",
        "village",
        "school",
    )
    for post in busy:
        assert sum(work[f"demo-{post}"].values()) > 0, post
    assert any(columns["overdue"] for columns in work.values())
    assert any(columns["waiting"] for columns in work.values())


def test_the_review_queue_and_the_candidates_are_left_for_the_visitor(demo_folder):
    assert ask(demo_folder, "SELECT count(*) FROM people_proposal WHERE state = 'waiting'")[0][0] > 0
    waiting = ask(
        demo_folder, "SELECT track, count(*) FROM candidates_candidate WHERE state = 'waiting' GROUP BY track"
    )
    assert {track for track, _count in waiting} == {"protection", "behaviour"}


def test_a_second_start_builds_nothing_and_names_the_sign_ins(demo_folder):
    before = ask(demo_folder, "SELECT count(*) FROM audit_entry")
    again = weibao(demo_folder, "demo", "--no-serve")
    assert again.returncode == 0
    assert "直接使用" in again.stdout
    for shown in ("demo-reviewer", "demo-school", "yunling-demo-2025", "http://127.0.0.1:8000/"):
        assert shown in again.stdout
    assert ask(demo_folder, "SELECT count(*) FROM audit_entry") == before


def test_the_keys_lie_beside_the_data_folder_not_in_it(demo_folder):
    assert (keys_of(demo_folder) / "keyring.json").stat().st_mode & 0o077 == 0
    assert not list(demo_folder.rglob("keyring*"))


def test_what_runs_at_night_leaves_the_figures_as_they_are(demo_folder, tmp_path):
    night = "import django; django.setup(); from weibao.jobs.schedule import run_due; print(run_due())"
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("secret.key", "demonstration"):
        (copy / name).write_bytes((demo_folder / name).read_bytes())
    shutil.copytree(keys_of(demo_folder), keys_of(copy))
    with (
        sqlite3.connect(demo_folder / "weibao.sqlite3") as source,
        sqlite3.connect(copy / "weibao.sqlite3") as target,
    ):
        source.backup(target)
    settings = environment(copy) | {"DJANGO_SETTINGS_MODULE": "weibao.config.settings.base"}
    ran = subprocess.run(
        [sys.executable, "-c", night], env=settings, capture_output=True, text=True, check=True
    )
    assert "candidates.nightly" in ran.stdout and "failed" not in ran.stderr
    answer = weibao(copy, "report", "annual", "--year", "2025", "--format", "json")
    indicators = json.loads(answer.stdout)["indicators"]
    assert {key: indicators.get(key) for key in ACCOUNT} == ACCOUNT


def test_a_demonstration_never_becomes_a_real_county(demo_folder):
    answer = weibao(demo_folder, "init", "--county", "620723")
    assert answer.returncode == 2
    assert "演示数据目录" in answer.stderr
