"""Which edges unite, and which wait for a person."""

from __future__ import annotations

from dataclasses import dataclass, field

from weibao.linkage import reasons
from weibao.linkage.clustering import DOUBT_BITS, Clustering, may_unite
from weibao.linkage.grouping import SharedNumber
from weibao.linkage.model import LinkageModel
from weibao.linkage.scoring import Edge
from weibao.linkage.simple import MATTERS

SHARED_CERTAIN = 0.9999  # a right number under a name that reads alike


@dataclass(frozen=True)
class Joined:
    """How a node came to its cluster."""

    method: str
    probability: float
    reason: str


@dataclass(frozen=True)
class Question:
    """Two clusters that only a person can unite or keep apart."""

    left: int  # seat
    right: int
    left_node: int
    right_node: int
    probability: float
    weight: float
    reason: str
    bare: bool = False  # hardly more than a name speaks for it
    left_asks: bool = False  # whichever row would ask by itself


@dataclass
class Decided:
    """Everything decided: by node how it joined, and what is asked."""

    joined: dict[int, Joined] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def decide(
    clustering: Clustering, edges: list[Edge], shared: list[SharedNumber], model: LinkageModel
) -> Decided:
    """Unite what is certain: shared numbers first, then edges by falling weight."""
    decided = Decided()
    for pair in shared:
        a, b = clustering.root(pair.left_node), clustering.root(pair.right_node)
        if pair.certain and a != b and may_unite(clustering.clusters[a], clustering.clusters[b]):
            clustering.unite(a, b)
            how = Joined("id_number", SHARED_CERTAIN, reasons.of_shared_number(pair.alike, True))
            _note(decided, pair.left_node, pair.right_node, how)
    for edge, probability in clustering.run(edges, model.certain):
        how = Joined("model", round(probability, 6), reasons.of_pattern(edge.pattern))
        _note(decided, edge.left_node, edge.right_node, how)
    decided.questions = _questions(clustering, edges, shared, model)
    return decided


def _note(decided: Decided, left: int, right: int, how: Joined) -> None:
    decided.joined.setdefault(left, how)
    decided.joined.setdefault(right, how)


def _questions(
    clustering: Clustering, edges: list[Edge], shared: list[SharedNumber], model: LinkageModel
) -> list[Question]:
    asked = []
    for pair in shared:
        a, b = clustering.root(pair.left_node), clustering.root(pair.right_node)
        if a != b and (pair.alike >= 3 or may_unite(clustering.clusters[a], clustering.clusters[b])):
            chance = SHARED_CERTAIN if pair.certain else pair.chance
            reason = (
                reasons.of_borrowed_number(pair.alike)
                if pair.borrowed
                else reasons.of_shared_number(pair.alike, pair.certain)
            )
            asked.append(
                Question(
                    pair.left,
                    pair.right,
                    pair.left_node,
                    pair.right_node,
                    chance,
                    0.0,
                    reason,
                    left_asks=pair.borrowed,
                )
            )
    for edge in edges:
        a, b = clustering.ends(edge)
        if a == b or edge.weight < MATTERS:
            continue
        vetoed = not may_unite(clustering.clusters[a], clustering.clusters[b])
        if vetoed and (edge.pattern.name_level < 2 or edge.pattern.birth_level == 0):
            continue  # siblings: different children, and known to be
        chance = clustering.probability(edge, -DOUBT_BITS if vetoed else 0.0)
        reason = reasons.of_pattern(edge.pattern)
        asked.append(
            Question(
                edge.left,
                edge.right,
                edge.left_node,
                edge.right_node,
                round(chance, 6),
                edge.weight,
                reason,
                edge.pattern.bare,
            )
        )
    return asked
