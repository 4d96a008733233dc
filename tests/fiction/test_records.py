"""Records for linkage: exact numbers, the truth beside them, faults by the share asked for."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from weibao.fiction import Dirt, generate_records
from weibao.fiction.dirt import CLEAN
from weibao.fiction.numbers import is_valid
from weibao.fiction.records import SCHEMA

pytestmark = pytest.mark.pure

ROWS = 20_000


@pytest.fixture(scope="module")
def made():
    return generate_records(ROWS, seed=3)


def column(table, name):
    return table[name].to_pylist()


@pytest.mark.parametrize("rows", [0, 1, 57, 1000])
def test_there_are_exactly_as_many_records_as_asked_for_each_with_its_truth(rows):
    records, truth = generate_records(rows, seed=2)
    assert records.num_rows == rows == truth.num_rows
    assert records.schema == SCHEMA
    assert column(records, "record_id") == column(truth, "record_id") == list(range(1, rows + 1))


def test_a_negative_number_of_records_is_refused():
    with pytest.raises(ValueError, match="负数"):
        generate_records(-1)


def test_the_same_arguments_give_the_same_tables_and_another_seed_others():
    first, again, other = (generate_records(2000, seed=s) for s in (5, 5, 6))
    assert first[0].equals(again[0]) and first[1].equals(again[1])
    assert not first[0].equals(other[0])


def test_a_child_has_about_three_and_a_half_records(made):
    children = pc.count_distinct(made[1]["person_id"]).as_py()
    assert 3.3 < ROWS / children < 3.9


def test_one_number_in_eight_is_missing_and_some_more_are_unusable(made):
    records, _truth = made
    assert 0.13 < records["id_number"].null_count / ROWS < 0.18


def test_missing_numbers_go_up_to_what_is_asked_for():
    records, _truth = generate_records(10_000, seed=3, dirt=Dirt().with_missing_ids(0.4))
    assert 0.40 < records["id_number"].null_count / 10_000 < 0.46


def test_a_usable_number_is_valid_and_stands_under_the_unassigned_area(made):
    numbers = [n for n in column(made[0], "id_number") if n]
    assert all(is_valid(n) and n.startswith("620799") for n in numbers)


def test_what_was_written_in_place_of_a_number_is_kept_beside_it(made):
    records = made[0].select(["id_number", "id_number_raw"]).to_pylist()
    assert not any(r["id_number"] and r["id_number_raw"] for r in records)
    written = {r["id_number_raw"] for r in records}
    assert {"无", "不详"} <= written
    assert any(w and len(w) == 17 for w in written)
    assert any(w and w.endswith("E+17") for w in written)


def test_a_child_appears_once_under_a_once_key(made):
    records, truth = made
    keys = pa.table({"key": records["once_key"], "person": truth["person_id"]}).filter(
        pc.is_valid(records["once_key"])
    )
    counted = keys.group_by(["key", "person"]).aggregate([([], "count_all")])
    assert max(counted["count_all"].to_pylist()) == 1
    assert len(set(column(keys, "key"))) == 2


def test_siblings_numbers_do_get_entered(made):
    records, truth = made
    owners = {}
    for number, person in zip(column(records, "id_number"), column(truth, "person_id"), strict=True):
        if number:
            owners.setdefault(number, set()).add(person)
    assert any(len(people) > 1 for people in owners.values())


def test_some_rows_carry_nothing_but_a_name(made):
    rows = made[0].to_pylist()
    bare = [r for r in rows if not (r["id_number"] or r["birth_date"] or r["guardian_phone"] or r["address"])]
    only_names = [
        r for r in bare if not r["town"] and r["feed"] in ("police", "venues") and not r["id_number_raw"]
    ]
    assert 0.0003 < len(only_names) / ROWS < 0.02
    assert all(r["name"] for r in rows)


def test_some_children_move_between_schools(made):
    records, truth = made
    schools = {}
    for school, person in zip(column(records, "school_name"), column(truth, "person_id"), strict=True):
        if school:
            schools.setdefault(person, set()).add(school)
    moved = sum(len(s) > 1 for s in schools.values()) / len(schools)
    assert 0.01 < moved < 0.06


def test_clean_records_of_a_child_agree_in_name_number_and_birth_date():
    records, truth = generate_records(3000, seed=3, dirt=CLEAN)
    seen = {}
    for row, person in zip(records.to_pylist(), column(truth, "person_id"), strict=True):
        seen.setdefault(person, set()).add((row["name"], row["id_number"], row["birth_date"], row["sex"]))
    assert all(len(forms) == 1 for forms in seen.values())
