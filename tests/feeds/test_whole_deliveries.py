"""Whole deliveries: what the invented county's truth says should become of every row becomes of it; the sample too."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from weibao.audit.services import CONSOLE
from weibao.feeds.models import ACCEPTED_STATES, Delivery, FeedRow, RowState
from weibao.feeds.services import import_file
from weibao.fiction import County, write_delivery

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
FATES = {state.value: "accepted" for state in ACCEPTED_STATES} | {
    state.value: state.value for state in (RowState.DUPLICATE, RowState.QUARANTINED, RowState.NOT_DATA)
}


@pytest.fixture(scope="module")
def invented_county():
    return County(seed=23, children=1_500)


def fates() -> dict[tuple[str, str, int], str]:
    rows = FeedRow.objects.select_related("delivery")
    return {(row.delivery.file_name, row.sheet, row.row): FATES[row.state] for row in rows}


def counts_hold() -> None:
    for delivery in Delivery.objects.all():
        counted = Counter(FATES[state] for state in delivery.rows.values_list("state", flat=True))
        assert delivery.rows_read == sum(counted.values())
        assert (delivery.accepted, delivery.duplicates, delivery.quarantined, delivery.not_data) == tuple(
            counted[fate] for fate in ("accepted", "duplicate", "quarantined", "not_data")
        )


@pytest.mark.parametrize("dirt", [0, 1, 2, 3])
def test_every_row_of_an_invented_delivery_ends_as_its_truth_says(county, invented_county, tmp_path, dirt):
    for feed, path in write_delivery(invented_county, tmp_path, dirt):
        import_file(actor=CONSOLE, feed=feed, path=path)
    with (tmp_path / "truth" / "rows.csv").open(encoding="utf-8") as file:
        truth = {(one["file"], one["sheet"], int(one["row"])): one["fate"] for one in csv.DictReader(file)}
    found = fates()
    assert {
        place: (fate, found.get(place)) for place, fate in truth.items() if found.get(place) != fate
    } == {}
    assert found.keys() == truth.keys()
    assert not FeedRow.objects.filter(state=RowState.SUPERSEDED).exists()
    counts_hold()


def test_the_same_delivery_again_changes_nothing(county, invented_county, tmp_path):
    files = write_delivery(invented_county, tmp_path, 2)
    for feed, path in files:
        import_file(actor=CONSOLE, feed=feed, path=path)
    rows = FeedRow.objects.count()
    assert all(import_file(actor=CONSOLE, feed=feed, path=path).already for feed, path in files)
    assert FeedRow.objects.count() == rows


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"NO SAMPLE DELIVERY at {SAMPLES}: importing is not measured on it"
)
def test_every_row_of_the_sample_is_accounted_for(county):
    for path in sorted(path for path in SAMPLES.iterdir() if path.is_file()):
        import_file(actor=CONSOLE, feed=path.stem.rstrip("_12"), path=path)
    with (SAMPLES / "truth" / "links.csv").open(encoding="utf-8-sig") as file:
        named = {(one["file"], one["sheet"], int(one["row"])) for one in csv.DictReader(file)}
    found = fates()
    # Whoever the truth names is taken in, or repeats a row that is; and nobody else is.
    assert {place for place, fate in found.items() if fate in ("accepted", "duplicate")} == named
    assert Counter(found.values())["duplicate"] == 25
    assert Counter(found.values())["quarantined"] == 23
    counts_hold()
