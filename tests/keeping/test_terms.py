"""Terms stand in one table, whole, and the code that deletes reads them from there."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from weibao.candidates.models import KEPT_UNDECIDED
from weibao.keeping.commands import retention
from weibao.keeping.terms import term_of, terms
from weibao.web import drafts

WHOLE = {"内容": "草稿", "依据": "个人信息保护法第19条", "起算": "保存", "天数": 7, "到期": "删除"}


def test_what_is_deleted_is_deleted_by_the_table():
    assert terms()["candidates.undecided"].kept == KEPT_UNDECIDED == timedelta(days=90)
    assert terms()["drafts"].kept == drafts.KEPT


def test_every_line_names_its_law():
    assert all("第" in term.basis and "条" in term.basis for term in terms().values())


@pytest.mark.parametrize("wrong", [{"天数": 0}, {"天数": "七"}, {"天数": True}, {"依据": ""}])
def test_a_line_that_is_not_whole_is_refused(wrong):
    with pytest.raises(ValueError, match="保存期限表"):
        term_of("drafts", WHOLE | wrong)


def test_the_console_shows_the_table_line_by_line():
    shown = CliRunner().invoke(retention, ["show"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) == len(terms()) and "90 天" in shown.output
    told = CliRunner().invoke(retention, ["show", "--json"])
    assert json.loads(told.output)["drafts"]["kept"] == 7
