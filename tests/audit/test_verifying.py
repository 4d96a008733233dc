"""Tampering is found, and the first bad entry is named: with the chain alone, or against a head kept outside."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.audit import tampering
from weibao.audit.heads import (
    DENSE,
    MARK_LENGTH,
    HeadUnreadable,
    as_text,
    current_head,
    keep_head,
    kept_heads,
    mark_numbers,
    read_head,
)
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE, act
from weibao.audit.signing import make_key
from weibao.audit.verifying import Fault, verify

pytestmark = pytest.mark.django_db
ENTRIES = 20


@pytest.fixture
def log(db) -> None:
    tampering.write_entries(ENTRIES)


@pytest.fixture
def head(log, tmp_path):
    """A head that was handed out when there were twenty entries; three came after."""
    path = tmp_path / "head.json"
    path.write_text(as_text(current_head(marks=True)))
    tampering.write_entries(3, first=ENTRIES + 1)
    return path


def test_a_log_that_nobody_touched_is_whole(head):
    verdict = verify(heads=[head])
    assert verdict.is_whole
    assert (verdict.number, verdict.heads) == (ENTRIES + 3, 1)


def test_an_empty_log_is_whole(db):
    assert verify().is_whole


@pytest.mark.parametrize(
    ("tamper", "number", "fault"),
    [
        (lambda: tampering.edit(7), 7, Fault.EDITED),
        (lambda: tampering.edit(1), 1, Fault.EDITED),
        (lambda: tampering.edit(ENTRIES), ENTRIES, Fault.EDITED),
        (lambda: tampering.edit_and_reseal(7), 7, Fault.RESEALED),
        (lambda: tampering.delete(7), 7, Fault.MISSING),
        (lambda: tampering.delete(1), 1, Fault.MISSING),
        (lambda: tampering.delete_and_close_the_gap(7), 7, Fault.EDITED),
        (lambda: tampering.swap(7, 8), 7, Fault.EDITED),
        (lambda: tampering.swap(3, 12), 3, Fault.EDITED),
        (lambda: tampering.insert(7), 7, Fault.INSERTED),
    ],
)
def test_the_chain_alone_names_the_entry(log, tamper, number, fault):
    tamper()
    found = verify().broken
    assert (found.number, found.fault) == (number, fault)
    assert f"第 {number} 条" in found.sentence


@pytest.mark.parametrize(
    ("tamper", "number", "fault"),
    [
        (lambda: tampering.cut(15), 16, Fault.CUT),
        (lambda: tampering.cut(0), 1, Fault.CUT),
        (lambda: tampering.cut_and_write_anew(15), 16, Fault.REWRITTEN),
        (lambda: tampering.rewrite(), 1, Fault.REWRITTEN),
        (lambda: tampering.rewrite(5), 5, Fault.REWRITTEN),
    ],
)
def test_a_head_kept_outside_names_what_the_chain_cannot(head, tamper, number, fault):
    tamper()
    assert verify().is_whole
    found = verify(heads=[head]).broken
    assert (found.number, found.fault, found.since) == (number, fault, number)
    assert f"第 {number} 条" in found.sentence
    assert "最早" not in found.sentence


def test_a_tail_that_was_cut_is_found_after_new_entries_came_as_well(head):
    tampering.cut(15)
    tampering.write_entries(2)
    found = verify(heads=[head]).broken
    assert (found.number, found.fault) == (16, Fault.REWRITTEN)


def test_a_printed_head_says_between_which_entries(log, tmp_path):
    tampering.write_entries(5)
    early, late = tmp_path / "early.json", tmp_path / "late.json"
    early.write_text(as_text(current_head()))
    tampering.write_entries(10)
    late.write_text(as_text(current_head()))
    tampering.rewrite(30)
    found = verify(heads=[late, early]).broken
    assert (found.since, found.number) == (ENTRIES + 6, ENTRIES + 15)
    assert f"最早可能从第 {ENTRIES + 6} 条起" in found.sentence


def test_the_earliest_bad_entry_is_named_where_chain_and_head_name_two(head):
    tampering.rewrite(12)
    tampering.edit(15)
    assert verify(heads=[head]).broken.number == 12
    tampering.edit(4)
    assert verify(heads=[head]).broken.number == 4


def test_a_head_that_was_changed_is_not_relied_on(head):
    said = json.loads(head.read_text())
    head.write_text(json.dumps(said | {"seal": "0" * 64}))
    verdict = verify(heads=[head])
    assert not verdict.is_whole
    assert verdict.heads == 0
    assert "签名不符" in verdict.doubts[0]


def test_a_head_of_another_key_is_doubted_until_its_key_is_named(head, settings, tmp_path):
    key = read_head(head).public_key
    settings.AUDIT_KEY_FILE = tmp_path / "another.key"
    assert make_key()
    assert key in verify(heads=[head]).doubts[0]
    assert verify(heads=[head], trusted=[key]).is_whole


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"number": "2"}'])
def test_a_file_that_is_no_head_is_told_apart(tmp_path, text):
    path = tmp_path / "head.json"
    path.write_text(text)
    with pytest.raises(HeadUnreadable):
        read_head(path)
    assert "head.json" in verify(heads=[path]).doubts[0]


def test_a_head_whose_marks_are_broken_off_is_unreadable(head):
    broken = replace(read_head(head), marks="0" * (MARK_LENGTH + 1))
    head.write_text(as_text(broken))
    with pytest.raises(HeadUnreadable):
        read_head(head)


def test_the_folder_of_heads_gets_one_for_each_day_on_which_something_was_done(log, settings, tmp_path):
    settings.AUDIT_HEADS_DIR = tmp_path
    first = keep_head()
    assert keep_head() == first
    tampering.write_entries(1)
    assert keep_head() != first
    assert verify(heads=kept_heads()).heads == 2


def test_a_folder_that_the_county_named_and_that_is_not_there_is_an_error(log, settings, tmp_path):
    settings.AUDIT_HEADS_DIR = tmp_path / "not-mounted"
    with pytest.raises(FileNotFoundError):
        keep_head()
    assert not settings.AUDIT_HEADS_DIR.exists()


def test_only_the_newest_are_looked_at_where_that_is_asked(log):
    tampering.edit(5)
    assert verify(newest=10).is_whole
    assert verify(newest=16).broken.number == 5


def test_numbers_have_no_gap_where_acts_failed_between(log):
    with pytest.raises(RuntimeError), act(CONSOLE, "test.act", ability=None):
        raise RuntimeError
    tampering.write_entries(1)
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, ENTRIES + 2)
    )


@pytest.mark.pure
def test_marks_are_dense_towards_the_end_and_few_for_a_long_log():
    assert mark_numbers(0) == []
    assert mark_numbers(DENSE) == list(range(1, DENSE + 1))
    million = mark_numbers(1_000_000)
    assert million[0] == 1
    assert million[-DENSE:] == list(range(1_000_000 - DENSE + 1, 1_000_001))
    assert len(million) <= 11 * DENSE
    assert all(other - one <= 2 * (1 + (1_000_000 - one) / DENSE) for one, other in pairwise(million))
