"""The program log leaves the machine, so it repeats no content of a record."""

import logging

import pytest

from weibao.config.logs import Discreet

pytestmark = pytest.mark.pure


def written(message: str, fault: Exception | None = None) -> str:
    info = (type(fault), fault, None) if fault else None
    return Discreet("%(message)s").format(logging.LogRecord("weibao", 40, "", 0, message, (), info))


def test_values_that_postgresql_repeats_are_left_out():
    fault = ValueError(
        'duplicate key value violates unique constraint "x"\nDETAIL:  Key (name)=(曾子涵) already exists.'
    )
    said = written("job 5 failed", fault)
    assert "曾子涵" not in said
    assert 'unique constraint "x"' in said


@pytest.mark.parametrize(
    "number", ["620799201203040017", "62079920120304001X", "620799120304001", "13909310000"]
)
def test_numbers_of_persons_are_left_out(number):
    assert number not in written(f"invalid value “{number}”")


def test_what_was_searched_for_is_left_out():
    assert written("Not Found: /children/?q=曾子涵 x") == "Not Found: /children/?… x"


def test_ids_of_ours_stay():
    said = "job 6f2c1a9e-0b1d-4a52-9d0e-2f8a5c7b9e10 failed at row 20431"
    assert written(said) == said


def test_a_line_break_that_somebody_sent_makes_no_second_entry():
    assert written("Not Found: /a\r\n2026-01-01 ERROR forged") == "Not Found: /a\\r\\n2026-01-01 ERROR forged"


def test_values_after_a_line_break_of_the_message_are_left_out_too():
    assert "曾子涵" not in written("failed\nDETAIL:  Key (name)=(曾子涵) already exists.")
