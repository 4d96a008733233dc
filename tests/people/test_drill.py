"""The bars of linking (feeds.md), on invented deliveries through the database and the review queue."""

from collections import Counter, defaultdict

import pytest

from tests.people.deliveries import deliver_fiction, pair_scores
from weibao.audit.services import CONSOLE
from weibao.feeds.models import FeedRow
from weibao.people.matching import match_records
from weibao.people.models import Child, Link
from weibao.people.records import linked_child_numbers
from weibao.people.reviewing import answer_queue
from weibao.people.standing import standing

pytestmark = pytest.mark.drill
ROWS = 60_000


def labels() -> dict[int, int]:
    return dict(Link.objects.filter(ended_at=None).values_list("row_id", "child_id"))


@pytest.mark.parametrize("seed", [1, 2])
def test_linking_reaches_its_bars_before_and_after_the_queue_is_answered(db, seed):
    owners = deliver_fiction(ROWS, seed)
    result = match_records(actor=CONSOLE)
    precision, recall = pair_scores(labels(), owners)
    assert precision >= 0.9998
    assert recall >= 0.993
    assert result.review <= ROWS // 100
    answer_queue(actor=CONSOLE, answers=truth_of_the_queue(owners), despite_numbers=True)
    precision, recall = pair_scores(labels(), owners)
    assert precision >= 0.9998
    assert recall >= 0.998


def test_no_child_holds_two_usable_id_numbers(db):
    deliver_fiction(ROWS, 3)
    match_records(actor=CONSOLE)
    children = list(Child.objects.kept().values_list("pk", flat=True))
    for start in range(0, len(children), 5_000):
        numbers = linked_child_numbers(set(children[start : start + 5_000]))
        assert not [child for child, held in numbers.items() if len(held) > 1]


def truth_of_the_queue(owners: dict[int, int]) -> list[tuple[FeedRow, Child | None]]:
    """Each waiting row with the proposed child that most rows of its person belong to, if there is one."""
    members: dict[int, Counter] = defaultdict(Counter)
    for row, child in labels().items():
        members[child][owners[row]] += 1
    right: dict[int, tuple[FeedRow, Child | None]] = {}
    for proposal in standing().select_related("row", "child").order_by("row", "rank"):
        ours = members[proposal.child_id].most_common(1)[0][0] == owners[proposal.row_id]
        found = right.get(proposal.row_id, (proposal.row, None))[1]
        right[proposal.row_id] = (proposal.row, found or (proposal.child if ours else None))
    return list(right.values())
