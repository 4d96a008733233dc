"""Which backups stay."""

from datetime import UTC, datetime, timedelta

import pytest

from weibao.keeping.retention import backups_in, kept, moment_of, name_of, prune

pytestmark = pytest.mark.pure
NOW = datetime(2026, 3, 31, 2, 30, tzinfo=UTC)


def test_the_name_of_a_backup_tells_its_moment(tmp_path):
    assert moment_of(tmp_path / name_of(NOW)) == NOW
    with pytest.raises(ValueError):
        moment_of(tmp_path / "notes.txt")


def test_a_year_of_nights_leaves_the_last_days_and_the_last_weeks():
    nights = [NOW - timedelta(days=n) for n in range(365)]
    stay = sorted(kept(nights, daily=14, weekly=8), reverse=True)
    assert stay[:14] == nights[:14]
    assert len({moment.isocalendar()[:2] for moment in stay}) == 8
    assert len(stay) == 14 + 8 - len({moment.isocalendar()[:2] for moment in nights[:14]})


def test_of_one_day_only_the_newest_stays():
    hours = [NOW - timedelta(minutes=n) for n in range(5)]
    assert kept(hours, daily=14, weekly=8) == {NOW}


def test_days_without_a_backup_do_not_use_up_the_days_kept():
    old = [NOW - timedelta(days=100 + n) for n in range(3)]
    assert set(old) <= kept([NOW, *old], daily=4, weekly=0)


def test_the_newest_always_stays():
    assert kept([NOW, NOW - timedelta(days=1)], daily=0, weekly=0) == {NOW}


def test_pruning_touches_nothing_but_backups_and_what_an_unfinished_one_left(tmp_path):
    for n in range(4):
        (tmp_path / name_of(NOW - timedelta(days=n))).touch()
    (tmp_path / f"{name_of(NOW)}.unchecked").touch()
    (tmp_path / "notes.txt").touch()
    assert prune(tmp_path, daily=2, weekly=1) == 2
    assert [path.name for path in backups_in(tmp_path)] == [name_of(NOW - timedelta(days=n)) for n in (0, 1)]
    assert sorted(path.name for path in tmp_path.iterdir())[0] == "notes.txt"
    assert not list(tmp_path.glob("*.unchecked"))
