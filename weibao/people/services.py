"""The services of the child file, by verb."""

from weibao.people.matching import MatchResult, match_records
from weibao.people.merging import CannotMerge, merge_children, undo_merge, unlink_row
from weibao.people.opening import open_file, reveal_field
from weibao.people.refreshing import refresh_children
from weibao.people.reviewing import TwoNumbers, answer_queue, decide_proposal

__all__ = [
    "CannotMerge",
    "MatchResult",
    "TwoNumbers",
    "answer_queue",
    "decide_proposal",
    "match_records",
    "merge_children",
    "open_file",
    "refresh_children",
    "reveal_field",
    "undo_merge",
    "unlink_row",
]
