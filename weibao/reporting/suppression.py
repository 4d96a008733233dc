"""Aggregates don't betray: counts of fewer than five children are not shown to who may not see the children.

What is protected is the part of a count that the reader cannot open: of seven children, four of whom he may see,
the three others. Someone who sees no child reads the whole count; someone who sees them all reads everything.

One hidden cell would be found by subtracting the others from the total, so a second is hidden with it: the first
of at least five in the order of the table, which says nothing about its size. Where even the sum of what is hidden
gives the cells away (three cells that sum to three), the whole breakdown is withheld. Whoever knows the total, the
shown cells and this very rule still finds at least two values possible for every hidden cell
(tests/reporting/test_suppression.py tries all small tables).
"""

from collections.abc import Sequence

THRESHOLD = 5


def too_few(unseen: int) -> bool:
    """Whether a count of children out of the reader's sight must not be shown. None at all betrays nobody."""
    return 0 < unseen < THRESHOLD


def concealed(unseen: Sequence[int], total: int) -> frozenset[int] | None:
    """Which cells of a breakdown to hide; None where the breakdown must be withheld as a whole.

    unseen: of each cell, how many are out of the reader's sight, in an order that does not hang on the counts;
    total: the same of the whole (less than their sum where one child counts in several cells).
    """
    if too_few(total):
        return None
    small = [place for place, count in enumerate(unseen) if too_few(count)]
    if not small:
        return frozenset()
    large = [place for place, count in enumerate(unseen) if count >= THRESHOLD][:1]
    hidden = frozenset(small + large)
    least = len(small) + THRESHOLD * len(large)
    if sum(unseen[place] for place in hidden) <= least + 1:
        return None
    return hidden
