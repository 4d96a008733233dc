"""Identity numbers of the fiction are well formed and can belong to nobody."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.fiction.numbers import (
    AREA,
    IdentityNumbers,
    check_digit,
    is_valid,
    mistype_digit,
    mobile_number,
    transpose_digits,
)

pytestmark = pytest.mark.pure

dates = st.dates(dt.date(1990, 1, 1), dt.date(2026, 12, 31))


def test_the_check_digit_is_that_of_the_example_in_the_standard():
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


@given(born=dates, sex=st.sampled_from("男女"), seed=st.integers())
def test_a_number_carries_area_birth_date_and_sex(born, sex, seed):
    number = IdentityNumbers(random.Random(seed)).give(born, sex)
    assert is_valid(number)
    assert number.startswith(AREA) and number[6:14] == f"{born:%Y%m%d}"
    assert int(number[16]) % 2 == (sex == "男")


def test_the_five_hundred_numbers_of_a_day_and_sex_are_distinct_and_then_refused():
    numbers = IdentityNumbers(random.Random(1))
    day = dt.date(2015, 5, 5)
    assert len({numbers.give(day, "女") for _ in range(500)}) == 500
    with pytest.raises(ValueError, match="2015-05-05"):
        numbers.give(day, "女")


@given(born=dates, seed=st.integers())
def test_a_mistyped_number_is_never_the_right_one_and_fails_its_check_digit(born, seed):
    chance = random.Random(seed)
    number = IdentityNumbers(chance).give(born, "男")
    assert not is_valid(mistype_digit(number, chance))


@given(born=dates, seed=st.integers())
def test_transposed_digits_keep_the_same_digits_and_are_another_number(born, seed):
    chance = random.Random(seed)
    number = IdentityNumbers(chance).give(born, "男")
    other = transpose_digits(number, chance)
    assert other != number and len(other) == 18


@pytest.mark.parametrize("number", ["", "无", "62079920150230001X", "6207992015022800", "62079920150228001A"])
def test_what_is_no_number_is_not_valid(number):
    assert not is_valid(number)


@given(st.integers())
def test_a_mobile_number_has_eleven_digits(seed):
    number = mobile_number(random.Random(seed))
    assert len(number) == 11 and number.isdigit() and number[0] == "1"
