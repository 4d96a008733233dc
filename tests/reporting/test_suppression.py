"""Counts under five of children stay hidden, also from who subtracts and knows the rule."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.reporting.suppression import THRESHOLD, concealed, too_few

pytestmark = pytest.mark.pure

tables = st.lists(st.integers(0, 40), min_size=1, max_size=14)


def shown(table: tuple[int, ...] | list[int]) -> tuple:
    """All that a reader without sight of the children is given: the total and the cells, None where hidden."""
    total, hidden = sum(table), concealed(table, sum(table))
    cells = None if hidden is None else tuple(None if i in hidden else n for i, n in enumerate(table))
    return (None if too_few(total) else total), cells


@given(tables)
def test_no_count_under_five_is_shown(table):
    total, cells = shown(table)
    assert total is None or total == 0 or total >= THRESHOLD
    assert all(cell is None or cell == 0 or cell >= THRESHOLD for cell in cells or ())


@given(tables)
def test_no_hidden_cell_is_the_total_less_the_others(table):
    total, cells = shown(table)
    hidden = [place for place, cell in enumerate(cells or ()) if cell is None]
    assert len(hidden) != 1
    if hidden and total is not None:
        rest = total - sum(cell for cell in cells if cell is not None)
        assert rest > len(hidden), "every hidden cell would be one"


@given(tables)
def test_what_hides_nothing_shows_everything(table):
    if not any(too_few(n) for n in table) and not too_few(sum(table)):
        assert shown(table) == (sum(table), tuple(table))


@given(tables, st.randoms())
def test_the_choice_of_a_second_cell_says_nothing_about_its_size(table, chance):
    """Large counts may change places without another cell being hidden."""
    large = [n for n in table if n >= THRESHOLD]
    chance.shuffle(large)
    moved = [large.pop() if n >= THRESHOLD else n for n in table]
    one, other = concealed(table, sum(table)), concealed(moved, sum(moved))
    if one is not None and other is not None:
        assert one == other


@pytest.mark.parametrize("cells", [2, 3, 4, 5])
def test_who_knows_the_rule_and_tries_every_table_still_finds_two_values_for_each_hidden_cell(cells):
    """The strongest reader: he lists every table that would have been shown to him just so."""
    alike = defaultdict(list)
    for table in product(range({2: 20, 3: 14, 4: 10, 5: 8}[cells]), repeat=cells):
        alike[shown(table)].append(table)
    largest = {2: 20, 3: 14, 4: 10, 5: 8}[cells] - 1
    for (_, seen), possible in alike.items():
        if seen is not None and any(largest in table for table in possible):
            continue  # tables with larger counts, which would look the same, were not listed
        for place in range(cells):
            if seen is None or seen[place] is None:
                values = {table[place] for table in possible}
                assert len(values) > 1, f"{seen}: cell {place} can only be {values}"


def test_children_within_sight_hide_nothing():
    assert concealed([0, 0, 0], 0) == frozenset()


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([3, 9, 8], frozenset({0, 1})),
        ([9, 3, 2, 8], frozenset({0, 1, 2})),
        ([0, 7, 9], frozenset()),
        ([1, 1, 1, 1, 1], None),
        ([1, 5], None),
        ([2, 1], None),
    ],
)
def test_by_example(table, expected):
    assert concealed(table, sum(table)) == expected
