"""`weibao audit`: what an operator sees and what a script reads."""

import json

import pytest
from click.testing import CliRunner

from tests.audit import tampering
from weibao.audit.chain import Link, seal_of
from weibao.audit.commands import audit
from weibao.audit.exporting import export_entries
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def log(settings, tmp_path) -> None:
    settings.AUDIT_KEY_FILE = tmp_path / "audit.key"
    settings.AUDIT_HEADS_DIR = tmp_path / "heads"
    tampering.write_entries(5)


def run(*arguments):
    return CliRunner().invoke(audit, [str(one) for one in arguments])


def test_a_whole_log_ends_with_zero_and_says_what_was_not_compared():
    answer = run("verify")
    assert answer.exit_code == 0
    assert answer.output == (
        "全部 5 条记录首尾相接。没有链头可比，截尾或整体重写无从发现：请用 --head 给出另处保存的链头。\n"
    )


def test_a_broken_log_ends_with_one_and_names_the_entry_in_one_sentence():
    tampering.edit(3)
    answer = run("verify")
    assert answer.exit_code == 1
    assert answer.output.startswith("第 3 条（")
    assert answer.output.endswith("）的内容与封印不符：封印之后被改动过。\n")


def test_a_head_that_was_handed_out_finds_a_tail_that_was_cut(tmp_path):
    head = tmp_path / "head.json"
    assert run("head", "-o", head).exit_code == 0
    assert run("verify", "--head", head).output == "全部 5 条记录完好，与 1 份链头相符。\n"
    tampering.cut(3)
    answer = run("verify", "--head", head, "--json")
    assert answer.exit_code == 1
    told = json.loads(answer.output)
    assert (told["whole"], told["entries"], told["heads"]) == (False, 3, 1)
    assert (told["broken"]["number"], told["broken"]["fault"], told["broken"]["at"]) == (4, "cut", None)
    assert "证明当时有 5 条" in told["broken"]["sentence"]


def test_what_is_printed_is_the_head_that_verify_reads(tmp_path):
    head = tmp_path / "mailed.json"
    head.write_text(run("head").output)
    assert run("verify", "--head", head).exit_code == 0


def test_heads_in_the_countys_folder_are_compared_unasked(settings):
    settings.AUDIT_HEADS_DIR.mkdir()
    run("head", "-o", settings.AUDIT_HEADS_DIR / "head-1.json")
    tampering.rewrite()
    answer = run("verify")
    assert answer.exit_code == 1
    assert answer.output.startswith("第 1 条")


def test_verifying_writes_nothing():
    run("verify")
    assert Entry.objects.count() == 5


def test_a_key_kept_apart_is_asked_for_and_made_only_when_told(settings):
    settings.AUDIT_KEY_KEPT_APART = True
    answer = run("head")
    assert answer.exit_code == 2
    assert "weibao audit key --new" in answer.output
    assert not settings.AUDIT_KEY_FILE.exists()
    public = run("key", "--new")
    assert public.exit_code == 0
    assert settings.AUDIT_KEY_FILE.stat().st_mode & 0o077 == 0
    assert run("key").output == public.output
    assert run("key", "--new").exit_code == 2
    assert json.loads(run("head").output)["public_key"] == public.output.strip()


def test_exported_lines_carry_seals_that_can_be_checked_elsewhere(tmp_path):
    file = tmp_path / "log.jsonl"
    assert run("export", "-o", file).exit_code == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [one["number"] for one in lines] == [1, 2, 3, 4, 5]
    for one in lines:
        link = Link(**one)
        link = link._replace(at=Entry.objects.get(number=link.number).at)
        assert seal_of(link) == link.seal


def test_an_export_takes_the_days_asked_for_and_goes_on_where_the_last_ended():
    assert len(run("export", "--until", "2020-01-01").output.splitlines()) == 0
    assert [json.loads(line)["number"] for line in run("export", "--after", 5).output.splitlines()] == [6]
    assert len(run("export", "--from", "2020-01-01").output.splitlines()) == 7


def test_that_entries_were_taken_is_in_the_log_before_the_first_leaves():
    export_entries(actor=CONSOLE)
    assert Entry.objects.latest("number").detail["rows"] == 5


def test_patterns_as_json_and_in_words():
    told = json.loads(run("patterns", "--days", 7, "--json").output)
    assert told == {"days": 7, "patterns": []}
    assert run("patterns").output == "最近 30 天没有值得了解的查阅情况。\n"
