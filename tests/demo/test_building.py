"""Where the demonstration may be built, and what becomes of a build that was killed."""

from datetime import date
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.conf import settings

from weibao.access.models import Unit
from weibao.demo import building
from weibao.demo.building import BUILDING, BUILT, DemonstrationRefused, ensure_built, mark, state
from weibao.demo.commands import demo
from weibao.demo.people import COUNTY_POSTS, create_county, create_users, posts, signing_in, user_of
from weibao.fiction import County
from weibao.fiction.places import COUNTY_CODE, SCHOOLS
from weibao.places.models import UNSET_COUNTY
from weibao.places.services import ensure_county

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def unmarked():
    yield
    settings.DEMO_MARK.unlink(missing_ok=True)


@pytest.fixture
def told_quickly(monkeypatch):
    """The county without its story: building it takes no time."""
    monkeypatch.setattr(building, "tell", lambda today: SimpleNamespace())
    monkeypatch.setattr(building, "build", lambda telling, say: create_county())


def test_a_real_county_is_never_made_a_demonstration(county):
    with pytest.raises(DemonstrationRefused, match="空目录"):
        ensure_built(print, TODAY)
    assert state() == ""
    answer = CliRunner().invoke(demo, ["--no-serve"])
    assert answer.exit_code == 2
    assert state() == ""


def test_the_folder_is_marked_before_anything_is_built(monkeypatch, told_quickly):
    def look(telling, say):
        assert state() == BUILDING
        create_county()

    monkeypatch.setattr(building, "build", look)
    assert ensure_built(print, TODAY)
    assert state() == BUILT
    assert not ensure_built(print, TODAY)


def test_a_killed_build_leaves_nothing_and_the_next_start_builds_it(monkeypatch, told_quickly):
    def killed(telling, say):
        create_county()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(building, "build", killed)
        with pytest.raises(KeyboardInterrupt):
            ensure_built(print, TODAY)
    assert state() == BUILDING
    assert ensure_county().code == UNSET_COUNTY
    assert not Unit.objects.exists()
    assert ensure_built(print, TODAY)
    assert (state(), ensure_county().code) == (BUILT, COUNTY_CODE)


def test_killed_before_it_was_said_to_be_built_it_is_not_built_twice(told_quickly):
    create_county()
    mark(BUILDING)
    assert not ensure_built(print, TODAY)
    assert state() == BUILT


def test_a_mark_written_half_counts_as_building():
    settings.DEMO_MARK.write_text("{")
    assert state() == BUILDING


def test_a_clock_before_the_end_of_the_told_year_is_refused():
    with pytest.raises(DemonstrationRefused, match="日期"):
        ensure_built(print, date(2025, 12, 31))
    assert state() == ""


def test_everybody_works_where_the_story_needs_him():
    child = next(one for one in County(seed=1, children=60).children if one.school)
    doing = dict.fromkeys(("town", "lead", "team", "police", "village", "school"), child)
    everybody = posts(doing)
    assert len({post.username for post in everybody}) == len(everybody)
    assert sum(post.duty == "school_office" for post in everybody) == len(SCHOOLS)
    create_county()
    create_users(everybody)
    assert user_of("school").unit.name == child.school.name
    assert user_of("village").active_duties[0].area.name == child.household.village.name
    assert user_of("town").unit.name == f"{child.household.town.name}人民政府"
    assert len(signing_in()) == len({post.duty for post in everybody})
    administrators = [
        post for post in COUNTY_POSTS if post.duty in ("system_admin", "security_admin", "auditor")
    ]
    assert len(administrators) == 3
