"""Figures from decisions, and whether groups differ beyond chance."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.screening.chance import chi_square, chi_square_survival, difference_by_chance, fisher
from weibao.screening.measures import Decision, figures, group_rates, to_suspend

START = datetime(2025, 12, 1, tzinfo=UTC)


def decided(confirmed: int, declined: int, rules=("B1",), days: float = 2) -> list[Decision]:
    answers = [True] * confirmed + [False] * declined
    return [Decision(rules, START, answer, START + timedelta(days=days)) for answer in answers]


def test_a_candidate_of_two_rules_counts_for_both_and_once_in_all():
    decisions = [*decided(3, 1, ("B1", "B2")), *decided(0, 2, ("B2",)), Decision(("B2",), START)]
    found = {one.rule: (one.candidates, one.confirmed, one.declined) for one in figures(decisions)}
    assert found == {None: (7, 3, 3), "B1": (4, 3, 1), "B2": (7, 3, 3)}


def test_the_median_time_leaves_out_the_undecided():
    decisions = [
        *decided(1, 0, days=1),
        *decided(0, 1, days=4),
        *decided(1, 0, days=30),
        Decision(("B1",), START),
    ]
    whole = figures(decisions)[0]
    assert whole.median_time == timedelta(days=4)
    assert whole.sentences == [
        "全部规则：4 名对象，已决定 3 名，其中确认 2 名、不予确认 1 名，确认率 67%，从提出到决定的中位时间 4.0 天。"
    ]


@pytest.mark.parametrize(
    ("confirmed", "declined", "suspended"),
    [(9, 41, ["B1"]), (10, 40, []), (9, 40, []), (0, 49, []), (0, 50, ["B1"])],
)
def test_a_rule_is_suspended_under_a_fifth_of_fifty_decisions(confirmed, declined, suspended):
    assert to_suspend(decided(confirmed, declined)) == suspended


def test_the_whole_is_never_suspended_and_nothing_decided_is_said_so():
    assert figures(decided(0, 60))[0].to_suspend is False
    assert figures([])[0].sentences == ["全部规则：0 名对象，尚无审核决定。"]


def test_groups_that_differ_beyond_chance_bring_a_warning():
    rates = group_rates("sex", {"男": 3000, "女": 2900}, {"男": 120, "女": 50})
    assert rates.differs
    assert rates.sentences[0] == "按性别，列为对象的比率：男 120/3000（4.0%），女 50/2900（1.7%）。"
    assert rates.sentences[1].startswith("注意：各组之间的差别超出偶然（p < 0.001），男最高，女最低。")


def test_groups_that_differ_by_chance_bring_none():
    rates = group_rates(
        "town", {"甲镇": 1000, "乙镇": 1000, "丙镇": 1000}, {"甲镇": 50, "乙镇": 55, "丙镇": 47}
    )
    assert not rates.differs
    assert "可以用偶然解释" in rates.sentences[-1]


def test_small_groups_are_left_out_and_small_counts_not_printed():
    rates = group_rates("town", {"甲镇": 500, "乙镇": 480, "丙镇": 19}, {"甲镇": 40, "乙镇": 3, "丙镇": 3})
    assert rates.left_out == ("丙镇",)
    assert rates.sentences[0] == "按乡镇，列为对象的比率：甲镇 40/500（8.0%），乙镇 不足 5 人。"
    assert rates.sentences[1] == "丙镇不足 20 人，不列入比较。"


def test_numbers_too_small_to_compare_are_said_to_be_so():
    rates = group_rates("town", {"甲镇": 30, "乙镇": 30, "丙镇": 30}, {"甲镇": 2, "乙镇": 1})
    assert (rates.p, rates.differs) == (None, False)
    assert rates.sentences[-1] == "按乡镇比较的人数太少，不能判断差别是否出于偶然。"


def test_more_hits_than_members_is_a_mistake_of_counting():
    with pytest.raises(ValueError, match="分组“女”中列为对象的人数多于该组总人数"):
        group_rates("sex", {"男": 50, "女": 20}, {"女": 21})


def test_fisher_gives_the_p_of_the_tea_tasting_and_of_a_known_table():
    assert fisher(3, 1, 1, 3) == pytest.approx(34 / 70)
    assert fisher(1, 9, 11, 3) == pytest.approx(0.0027594561852200836)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_fisher_agrees_with_counting_every_table(a, b, c, d):
    row, column, total = a + b, a + c, a + b + c + d
    ways = {
        x: Fraction(comb(column, x) * comb(total - column, row - x), comb(total, row))
        for x in range(max(0, row + column - total), min(row, column) + 1)
    }
    assert fisher(a, b, c, d) == pytest.approx(float(sum(p for p in ways.values() if p <= ways[a])))


@pytest.mark.parametrize(
    ("value", "degrees", "p"),
    [
        (3.841459, 1, 0.05),
        (5.991465, 2, 0.05),
        (7.814728, 3, 0.05),
        (6.634897, 1, 0.01),
        (16.811894, 6, 0.01),
        (21.665994, 9, 0.01),
    ],
)
def test_the_chi_square_table(value, degrees, p):
    assert chi_square_survival(value, degrees) == pytest.approx(p, rel=1e-5)


def test_groups_of_one_rate_are_seldom_found_different():
    rng = random.Random(7)
    found = 0
    for _ in range(400):
        groups = [(sum(rng.random() < 0.1 for _ in range(200)), 200) for _ in range(3)]
        found += chi_square(groups) < 0.05
    assert 400 * 0.02 < found < 400 * 0.09


def test_nobody_or_everybody_picked_out_is_no_difference():
    assert difference_by_chance([(0, 50), (0, 70)]) == 1.0
    assert difference_by_chance([(50, 50), (70, 70)]) == 1.0
    assert difference_by_chance([(5, 50)]) is None
