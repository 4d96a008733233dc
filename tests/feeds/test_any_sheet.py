"""Whatever a sheet holds: every row gets a fate, the counts add up, and nothing breaks."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feeds.making import EDUCATION, NUMBER, pupil
from weibao.feeds import taking
from weibao.feeds.definitions import definitions
from weibao.feeds.errors import FileRefused
from weibao.feeds.opening import Sheet
from weibao.feeds.rows import ACCEPTED
from weibao.feeds.storing import Fates, count

pytestmark = pytest.mark.pure
FEED = definitions()["education"]
WORDS = st.sampled_from(
    ["", " ", "同上", "合计", "姓名", "张某某", "曾子涵", "2012年2月31日", "2012-03-05", NUMBER, NUMBER[:17], "无", "男", "青禾中学", "注：", "13900000001"]
)  # fmt: skip
CELLS = st.one_of(WORDS, WORDS, st.text(max_size=12), st.floats(allow_nan=False, allow_infinity=False))
ROWS = st.lists(
    st.one_of(st.lists(CELLS, max_size=16), st.just(list(EDUCATION)), st.just([str(c) for c in pupil()])),
    max_size=12,
)


@settings(deadline=None, max_examples=300)
@given(above=ROWS, below=ROWS, has_header=st.booleans(), is_text=st.booleans())
def test_any_rows_end_with_a_fate_or_the_file_is_refused(above, below, has_header, is_text):
    rows = [*above, *([list(EDUCATION)] if has_header else []), *below]
    taker = taking._Taker(FEED, date(2025, 12, 1), lambda *said: None)
    try:
        taker.begin(Sheet("Sheet1", False, is_text, len(rows), "", []))
        if rows:
            taker.take(rows)
        taker.end()
    except FileRefused as refused:
        assert str(refused)
        return
    made = taker.file.rows
    assert [row.row for row in made] == list(range(1, len(rows) + 1))
    counts = count(made, Fates())
    assert counts.pop("rows_read") == sum(counts.values())
    for row in made:
        assert (row.fate == ACCEPTED) == bool(row.values)
        assert row.fate == ACCEPTED or row.findings
        if row.fate == ACCEPTED:
            assert row.values["name"] and row.values["school_name"] and row.content and row.identity


@settings(deadline=None, max_examples=25)
@given(content=st.one_of(st.binary(max_size=3_000), st.text(max_size=2_000).map(str.encode)))
def test_any_bytes_are_refused_or_read(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        with pytest.raises(FileRefused):
            taking.take(path, FEED, None, lambda *said: None)
