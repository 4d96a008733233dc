"""What holds for any records whatever."""

import random
from collections import defaultdict
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.linkage.people import groups, number, row, table
from weibao.linkage import link, prepare

pytestmark = pytest.mark.pure

_BIRTHS = (date(2012, 1, 2), date(2012, 1, 3), date(2015, 7, 8))
_NUMBERS = tuple(number(born, serial) for born in _BIRTHS for serial in (101, 102))
_SAID = st.fixed_dictionaries(
    {
        "feed": st.sampled_from(["education", "police", "civil_affairs"]),
        "name": st.sampled_from(["王子涵", "王子晗", "王梓涵", "王雨", "單子涵", "单子涵"]),
        "sex": st.sampled_from(["男", "女", None]),
        "birth_date": st.sampled_from([*_BIRTHS, None]),
        "id_number": st.sampled_from([*_NUMBERS, None, None, None, None]),
        "guardian_name": st.sampled_from(["王大", "李二", None]),
        "guardian_phone": st.sampled_from(["13800000001", "13800000002", "13800000001 13800000002", None]),
        "once_key": st.sampled_from(["education|2025-11", "education|2025-12", None, None]),
    }
)
_ROWS = st.lists(_SAID, min_size=1, max_size=14)
_SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def records(said) -> pa.Table:
    return table(*(row(place + 1, **one) for place, one in enumerate(said)))


def outcome(found) -> tuple[list, list]:
    return found.links.to_pylist(), found.proposals.to_pylist()


@_SLOW
@given(_ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_and_runs_repeat(said, chance: random.Random):
    given_rows = records(said)
    order = list(range(given_rows.num_rows))
    chance.shuffle(order)
    first = outcome(link(given_rows))
    assert outcome(link(given_rows)) == first
    assert outcome(link(given_rows.take(order))) == first


@_SLOW
@given(_ROWS)
def test_no_child_gets_two_good_numbers_or_one_list_twice(said):
    given_rows = records(said)
    prepared = {one["record_id"]: one for one in prepare(given_rows).to_pylist()}
    for group in groups(link(given_rows).links):
        numbers = {prepared[record]["id_number"] for record in group} - {None}
        lists = [prepared[record]["once_key"] for record in group if prepared[record]["once_key"]]
        assert len(numbers) <= 1
        assert len(lists) == len(set(lists))


@_SLOW
@given(_ROWS, _ROWS)
def test_identities_stay_when_more_arrives(said, more):
    earlier = link(records(said)).links
    child = {one["record_id"]: 1000 + one["cluster"] for one in earlier.to_pylist()}
    both = records([*said, *more]).to_pylist()
    for one in both:
        one["child_id"] = child.get(one["record_id"])
    found = link(table(*both))
    assert set(found.links["record_id"].to_pylist()) == {one["record_id"] for one in both} - set(child)
    known = defaultdict(list)
    for one in found.links.to_pylist():
        assert (one["child_id"] is None) != (one["cluster"] is None)
        if one["child_id"] is not None:
            known[one["child_id"]].append(one["record_id"])
    assert set(known) <= set(child.values())


@_SLOW
@given(_ROWS)
def test_prepared_records_and_raw_records_give_the_same(said):
    given_rows = records(said)
    assert outcome(link(prepare(given_rows))) == outcome(link(given_rows))


@_SLOW
@given(_ROWS)
def test_proposals_are_ranked_and_never_name_the_rows_own_child(said):
    found = link(records(said))
    own = {one["record_id"]: (one["child_id"], one["cluster"]) for one in found.links.to_pylist()}
    ranks = defaultdict(list)
    for one in found.proposals.to_pylist():
        assert (one["child_id"], one["cluster"]) != own[one["record_id"]]
        assert one["reason"].endswith("。") and 0 <= one["probability"] <= 1
        ranks[one["record_id"]].append(one["rank"])
    assert all(found_ranks == list(range(1, len(found_ranks) + 1)) for found_ranks in ranks.values())
