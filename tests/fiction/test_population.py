"""The invented county has the shape of a real one, and is the same again for the same seed."""

import datetime as dt
import random
from collections import Counter

import pytest

from weibao.fiction import County
from weibao.fiction import names as naming
from weibao.fiction.numbers import is_valid
from weibao.fiction.places import SCHOOLS, TOWNS

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def county():
    return County(seed=4)


def test_there_are_seven_towns_eighty_two_villages_and_forty_one_schools():
    assert len(TOWNS) == 7
    assert sum(len(town.villages) for town in TOWNS) == 82
    assert len(SCHOOLS) == 41
    assert len({school.name for school in SCHOOLS}) == 41
    assert {school.kind for school in SCHOOLS} >= {"幼儿园", "小学", "初级中学", "高级中学", "职业中学"}


def test_every_code_stands_under_the_unassigned_area():
    codes = [t.code for t in TOWNS] + [v.code for t in TOWNS for v in t.villages] + [s.code for s in SCHOOLS]
    assert all(code.startswith("620799") for code in codes)
    assert len(set(codes)) == len(codes)


def test_every_child_has_a_right_number_of_its_own(county):
    numbers = [child.id_number for child in county.children]
    assert len(numbers) == 6200 == len(set(numbers))
    for child in county.children:
        assert is_valid(child.id_number) and child.id_number.startswith("620799")
        assert child.id_number[6:14] == f"{child.birth_date:%Y%m%d}"
        assert int(child.id_number[16]) % 2 == (child.sex == "男")


def test_children_are_minors_on_the_day(county):
    assert {child.age_on(county.as_of) for child in county.children} == set(range(3, 18))


def test_twins_share_the_birth_date_and_home_but_neither_name_nor_number(county):
    by_id = {child.person_id: child for child in county.children}
    twins = [child for child in county.children if child.twin_of]
    assert 0.008 < 2 * len(twins) / len(county.children) < 0.017
    for twin in twins:
        first = by_id[twin.twin_of]
        assert (twin.birth_date, twin.household) == (first.birth_date, first.household)
        assert twin.name != first.name and twin.name[:1] == first.name[:1]


def test_siblings_share_guardians_and_never_a_birth_date_unless_they_are_twins(county):
    homes = {}
    for child in county.children:
        homes.setdefault(id(child.household), []).append(child)
    assert sum(len(h) > 1 for h in homes.values()) > 1000
    for children in homes.values():
        assert len({c.guardian for c in children}) == 1
        assert len({c.birth_date for c in children if not c.twin_of}) == sum(not c.twin_of for c in children)


def test_school_grade_and_class_belong_together(county):
    for child in county.children:
        assert (child.school is None) == (child.grade is None) == (child.class_name is None)
        if child.school:
            assert child.grade in child.school.grades


def test_there_are_namesakes_and_names_with_a_dot(county):
    assert max(Counter(child.name for child in county.children).values()) > 3
    assert any("·" in child.name for child in county.children)


def test_the_same_seed_gives_the_same_county_and_another_seed_another():
    def people(seed):
        return [(c.name, c.id_number, c.household.address, c.categories) for c in County(seed, 300).children]

    assert people(8) == people(8)
    assert people(8) != people(9)


def test_a_leap_day_is_a_day_like_any_other_for_ages():
    county = County(1, 50, as_of=dt.date(2024, 2, 29))
    assert all(3 <= child.age_on(county.as_of) <= 17 for child in county.children)


def test_a_county_without_children_is_refused():
    with pytest.raises(ValueError, match="至少"):
        County(children=0)


@pytest.mark.parametrize("change", [naming.homophone, naming.lookalike])
def test_a_miswritten_name_keeps_surname_and_length(change):
    chance = random.Random(3)
    for child in County(2, 300).children:
        other = change(child.name, chance)
        assert len(other) == len(child.name) and other[0] == child.name[0]


def test_traditional_characters_replace_simplified_ones():
    assert naming.traditional("刘国军") == "劉國軍"
