"""Whether groups differ beyond chance: Fisher's exact test for two small groups, Pearson's chi-square otherwise.

Plain arithmetic, after R. A. Fisher, Statistical Methods for Research Workers (1934), § 21.02, and the chi-square survival function in
closed form for whole degrees of freedom (Abramowitz & Stegun, Handbook of Mathematical Functions, 26.4.4 and 26.4.5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Counts = Sequence[tuple[int, int]]


def fisher(a: int, b: int, c: int, d: int) -> float:
    """Two-sided p of the table [[a, b], [c, d]]: the sum over tables with the same margins that are no likelier."""
    row, column, total = a + b, a + c, a + b + c + d
    low, high = max(0, row + column - total), min(row, column)

    def log_weight(x: int) -> float:
        return _log_choose(column, x) + _log_choose(total - column, row - x)

    seen = log_weight(a)
    weights = [log_weight(x) for x in range(low, high + 1)]
    top = max(weights)
    everything = sum(math.exp(weight - top) for weight in weights)
    extreme = sum(math.exp(weight - top) for weight in weights if weight <= seen + 1e-9)
    return min(1.0, extreme / everything)


def chi_square_survival(value: float, degrees: int) -> float:
    """P(X² ≥ value) for `degrees` ≥ 1 degrees of freedom."""
    if value <= 0:
        return 1.0
    half = value / 2
    if degrees % 2 == 0:
        term = total = math.exp(-half)
        for i in range(1, degrees // 2):
            term *= half / i
            total += term
        return min(1.0, total)
    total = math.erfc(math.sqrt(half))
    term = math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
    for i in range(1, (degrees - 1) // 2 + 1):
        total += term
        term *= half / (i + 0.5)
    return min(1.0, total)


def chi_square(groups: Counts) -> float:
    """p that groups given as (hits, members) share one rate."""
    hits, members = sum(h for h, _ in groups), sum(n for _, n in groups)
    rate = hits / members
    value = sum(
        (h - n * rate) ** 2 / (n * rate) + ((n - h) - n * (1 - rate)) ** 2 / (n * (1 - rate))
        for h, n in groups
    )
    return chi_square_survival(value, len(groups) - 1)


def smallest_expected(groups: Counts) -> float:
    """The smallest number that one rate for all would lead one to expect in any cell."""
    hits, members = sum(h for h, _ in groups), sum(n for _, n in groups)
    rare = min(hits, members - hits) / members
    return min(n for _, n in groups) * rare


def difference_by_chance(groups: Counts) -> float | None:
    """p that the groups' rates differ by chance alone; None where the numbers are too small to say.

    groups: (hits, members), members > 0. Two groups with an expected count under 5 are tested exactly; more than two need every
    expected count to be at least 5.
    """
    hits, members = sum(h for h, _ in groups), sum(n for _, n in groups)
    if len(groups) < 2 or any(n <= 0 or not 0 <= h <= n for h, n in groups):
        return None
    if hits in (0, members):
        return 1.0
    if smallest_expected(groups) >= 5:
        return chi_square(groups)
    if len(groups) > 2:
        return None
    (a, n), (c, m) = groups
    return fisher(a, n - a, c, m - c)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
