"""From the departments' files to candidates, held against the truth: the sample delivery, where it lies beside the
checkout, and invented ones that are dirtier."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.candidates.judging import Truth, answer_by, deliver_files, judge
from weibao.feeds.definitions import definitions
from weibao.fiction import County, write_delivery

DAY = date(2025, 12, 31)
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"NO SAMPLE DELIVERY at {SAMPLES}: screening is not measured on it"
)
def test_the_samples_candidates_are_found_with_level_and_rules(db):
    files = [
        (feed, path)
        for feed in definitions()
        for path in sorted(SAMPLES.glob("*.*"))
        if path.stem.startswith(feed)
    ]
    assert len(files) == 9
    deliver_files(files, period=DAY)
    truth = Truth(SAMPLES / "truth")
    judged = judge(truth, DAY)
    assert judged.truth > 150
    assert judged.found >= 0.95
    assert judged.beside <= 0.05
    answer_by(truth)
    assert judge(truth, DAY).found >= 0.995


@pytest.mark.parametrize(
    ("children", "dirt", "seed"),
    [
        (2_000, 2, 11),
        pytest.param(6_200, 2, 11, marks=pytest.mark.drill),
        pytest.param(6_200, 3, 12, marks=pytest.mark.drill),
    ],
)
def test_the_same_holds_of_dirtier_deliveries(db, tmp_path, children, dirt, seed):
    deliver_files(write_delivery(County(seed, children), tmp_path, dirt, as_of=DAY), period=DAY)
    truth = Truth(tmp_path / "truth")
    judged = judge(truth, DAY)
    assert judged.found >= 0.95
    assert judged.beside <= 0.05
    answer_by(truth)
    assert judge(truth, DAY).found >= 0.995
