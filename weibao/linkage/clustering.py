"""Fourth step: nodes become children, the heaviest edge first, and some may never unite.

Two clusters never unite when they hold different identity numbers, belong to two existing
children, or hold the same once_key. An edge decides only when its probability, weighed against
every rival that cannot be the same child, is high enough; other edges wait for a person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date

from weibao.linkage.coverage import MOST_COVERED
from weibao.linkage.scoring import SAME_HOUSE_BITS, Edge

_HEAVIEST = 60.0  # bits; beyond this a float gains nothing
# A mistyped number that is yet a valid one, or one child twice under one once_key: about one in 500.
DOUBT_BITS = 9.0
# A name alone proves nothing where nobody knows how many children bear it.
_NOBODY_KNOWN = 1e6


@dataclass
class Cluster:
    """What a set of nodes holds together."""

    nodes: list[int]
    rows: int = 1
    numbers: frozenset[int] = frozenset()
    once: frozenset[int] = frozenset()
    births: frozenset[date] = frozenset()
    children: frozenset[int] = frozenset()
    coverage: float = 0.0
    edges: list[Edge] = field(default_factory=list)

    @property
    def anchored(self) -> bool:
        """Whether more than a name is known."""
        return bool(self.numbers or self.births or self.children)


def may_unite(a: Cluster, b: Cluster) -> bool:
    """Whether no veto forbids the two to be one child."""
    if not (a.numbers <= b.numbers or b.numbers <= a.numbers):
        return False
    if a.children and b.children and a.children != b.children:
        return False
    return not (a.once & b.once)


def births_allow(a: Cluster, b: Cluster) -> bool:
    """Whether some birth date of the one could be a slip of one of the other."""
    if not a.births or not b.births:
        return True
    return any(_near(x, y) for x in a.births for y in b.births)


def _near(x: date, y: date) -> bool:
    swapped = x.year == y.year and x.month == y.day and x.day == y.month
    return swapped or (x.year == y.year) + (x.month == y.month) + (x.day == y.day) >= 2


def are_rivals(a: Cluster, b: Cluster) -> bool:
    """Whether the two are most likely different children."""
    if not may_unite(a, b):
        return True
    return bool(a.births and b.births and not (a.births & b.births))


class Clustering:
    """Constrained union of nodes, each of which starts as a cluster of its own."""

    def __init__(self, clusters: dict[int, Cluster], edges: list[Edge]) -> None:
        self.clusters = clusters
        self._parent = {node: node for node in clusters}
        for edge in edges:
            clusters[edge.left_node].edges.append(edge)
            clusters[edge.right_node].edges.append(edge)

    def root(self, node: int) -> int:
        """The cluster a node has come to."""
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def ends(self, edge: Edge) -> tuple[int, int]:
        """The two clusters an edge joins now."""
        return self.root(edge.left_node), self.root(edge.right_node)

    def unite(self, a: int, b: int) -> None:
        """Make one cluster of two roots; the caller has asked `may_unite`."""
        big, small = self.clusters[a], self.clusters[b]
        if (len(big.nodes) + len(big.edges), -a) < (len(small.nodes) + len(small.edges), -b):
            a, b, big, small = b, a, small, big
        self._parent[b] = a
        big.nodes += small.nodes
        big.rows += small.rows
        big.edges += small.edges
        big.numbers |= small.numbers
        big.once |= small.once
        big.births |= small.births
        big.children |= small.children
        big.coverage = max(big.coverage, small.coverage)
        del self.clusters[b]

    def rival_odds(self, a: int, b: int, edge: Edge) -> float:
        """Odds, summed, that cluster a belongs to another child than b, to whom `edge` joins it.

        Where b and the rival are of one household (both with a, or known to be so), they are brothers and
        sisters: then only name, sex and birth date tell them apart, a telephone number does not.
        """
        here, target = self.clusters[a], self.clusters[b]
        siblings = self.housemates(b)
        best: dict[int, float] = {}
        for rival in here.edges:
            left, right = self.ends(rival)
            other = right if left == a else left
            if other in (a, b):
                continue
            weight = rival.weight
            if not may_unite(here, self.clusters[other]):
                if rival.pattern.name_level < 2:
                    continue  # a brother or sister beside it in the same list
                weight -= DOUBT_BITS
            households = (rival.pattern.household, edge.pattern.household)
            if min(households) > SAME_HOUSE_BITS or (other in siblings and max(households) > SAME_HOUSE_BITS):
                weight += edge.pattern.household - rival.pattern.household
            if weight > best.get(other, -_HEAVIEST):
                best[other] = weight
        return sum(
            odds(weight) for other, weight in sorted(best.items()) if are_rivals(self.clusters[other], target)
        )

    def housemates(self, root: int) -> set[int]:
        """The clusters that share telephone, guardian or door with this one."""
        return {
            end
            for edge in self.clusters[root].edges
            if edge.pattern.household > SAME_HOUSE_BITS
            for end in self.ends(edge)
        } - {root}

    def probability(self, edge: Edge, bits: float = 0.0) -> float:
        """That the edge's two clusters are one child, given everyone else they could be.

        `coverage` is the share of a feed's rows whose child is known elsewhere; the rest is the
        chance that the right child is not among the records at all.
        """
        a, b = self.ends(edge)
        here, there = self.clusters[a], self.clusters[b]
        weight = edge.weight + bits
        if edge.pattern.bare:
            weight = min(weight, self._usual_weight(a, b) + bits)
        known = max(here.coverage if there.anchored else 0.0, there.coverage if here.anchored else 0.0)
        known_or_open = known if known > 0.5 else 1.0
        absent = 1 - known if known > 0.5 else _NOBODY_KNOWN if edge.pattern.bare else 1.0
        mine = known_or_open * odds(weight)
        rivals = known_or_open * (self.rival_odds(a, b, edge) + self.rival_odds(b, a, edge))
        # A brother or sister who is not among the records could be meant: the household says nothing then.
        sibling = known_or_open * odds(weight - bits) * edge.pattern.sibling_ratio * absent
        return mine / (mine + rivals + sibling + absent)

    def _usual_weight(self, a: int, b: int) -> float:
        """The lower median of the edges between two clusters: what their other rows say."""
        between = sorted(edge.weight for edge in self.clusters[a].edges if set(self.ends(edge)) == {a, b})
        return between[(len(between) - 1) // 2]

    def run(self, edges: list[Edge], certain: float) -> list[tuple[Edge, float]]:
        """Unite along edges, heaviest first; returns the edges that united, with probabilities."""
        united: list[tuple[Edge, float]] = []
        least = math.log2((1 - MOST_COVERED) * certain / (1 - certain))  # even if nearly every child is known
        waiting = [edge for edge in edges if edge.sound and edge.weight >= least]
        while waiting:
            later, before = [], len(united)
            for edge in waiting:
                a, b = self.ends(edge)
                if a == b or not may_unite(self.clusters[a], self.clusters[b]):
                    continue
                probability = self.probability(edge)
                if probability >= certain and births_allow(self.clusters[a], self.clusters[b]):
                    self.unite(a, b)
                    united.append((edge, probability))
                else:
                    later.append(edge)
            if len(united) == before:
                break
            waiting = later
        return united


def odds(weight: float) -> float:
    """2 to the weight, bounded."""
    return 2.0 ** max(min(weight, _HEAVIEST), -_HEAVIEST)
