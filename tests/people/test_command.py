"""`weibao match`: what it prints, exports and takes back."""

import csv
import json

import pytest
from click.testing import CliRunner, Result

from tests.people.conftest import child_of, filed, propose
from tests.people.deliveries import deliver, deliver_fiction
from weibao.feeds.models import FeedRow
from weibao.people.commands import match
from weibao.people.models import Child, Proposal
from weibao.people.standing import standing


def run(*arguments: object) -> Result:
    return CliRunner().invoke(match, [str(argument) for argument in arguments])


def lines(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_json_is_one_object_with_just_the_named_keys(db):
    deliver_fiction(300)
    answer = run("--json")
    assert answer.exit_code == 0
    result = json.loads(answer.stdout)
    assert list(result) == ["records", "children", "links", "review", "seconds"]
    assert set(result["links"]) == {"id_number", "model"}
    assert (result["records"], result["children"]) == (300, Child.objects.count())


def test_every_accepted_row_is_one_line_of_the_export(db, tmp_path):
    owners = deliver_fiction(300)
    target = tmp_path / "links.csv"
    assert run("--export", target).exit_code == 0
    written = lines(target)
    assert list(written[0]) == ["feed", "file", "sheet", "row", "child_id", "method", "probability"]
    assert len(written) == len(owners)
    assert len({(one["feed"], one["file"], one["sheet"], one["row"]) for one in written}) == len(owners)
    assert all(one["child_id"] for one in written)
    assert [one.name for one in tmp_path.iterdir()] == ["links.csv"]


def test_a_row_that_names_nobody_is_exported_without_a_child(county, tmp_path):
    deliver("venues", {"premises_name": "某网吧"})
    run("--export", tmp_path / "links.csv")
    (line,) = lines(tmp_path / "links.csv")
    assert (line["row"], line["child_id"], line["method"]) == ("2", "", "")


def test_the_queue_goes_out_and_its_answers_come_back(waiting, two_children, tmp_path):
    queue, answers = tmp_path / "review.csv", tmp_path / "answers.csv"
    run("--export-review", queue)
    (line,) = lines(queue)
    assert (line["rank"], line["child_id"]) == ("1", str(two_children[0].pk))
    with answers.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["feed", "file", "sheet", "row", "child_id"], extrasaction="ignore")
        writer.writeheader()
        writer.writerow(line)
    answer = run("--json", "--decide", answers)
    assert json.loads(answer.stdout)["review"] == 0
    assert child_of(waiting.row) == two_children[0]
    # The same list again finds everything answered.
    assert run("--decide", answers).exit_code == 0


def answers_file(tmp_path, *written: tuple) -> object:
    path = tmp_path / "answers.csv"
    path.write_text(
        "\n".join(
            ",".join(map(str, line)) for line in (("feed", "file", "sheet", "row", "child_id"), *written)
        )
    )
    return path


def place(row: FeedRow) -> tuple:
    return row.feed, row.delivery.file_name, row.sheet, row.row


def test_an_empty_answer_means_none_of_those_proposed(waiting, tmp_path):
    own = child_of(waiting.row)
    assert run("--decide", answers_file(tmp_path, (*place(waiting.row), ""))).exit_code == 0
    assert child_of(waiting.row) == own
    assert not standing().exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: (("police", "no.xlsx", "Sheet1", 2, ""),), "不在待核队列里"),
        (lambda p: ((*place(p.row), 999_999),), "没有编号为 999999 的儿童档案"),
        (lambda p: ((*place(p.row), "某人"),), "须是整数"),
        (lambda p: ((*place(p.row), ""), (*place(p.row), p.child_id)), "答案却不同"),
    ],
)
def test_a_wrong_list_is_refused_whole_and_says_where(waiting, tmp_path, change, message):
    answer = run("--decide", answers_file(tmp_path, *change(waiting)))
    assert answer.exit_code == 2
    assert message in answer.stderr
    assert standing().get() == waiting


def test_a_list_without_its_columns_is_refused(waiting, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("文件,行\n")
    answer = run("--decide", path)
    assert answer.exit_code == 2
    assert "缺少列：feed、file、sheet、row、child_id" in answer.stderr


def test_two_numbers_are_named_on_standard_error_and_left_waiting(two_children, girl, tmp_path):
    (row,) = deliver("police", {"name": "曾子涵", "id_number": girl["id_number"]})
    filed(row)
    propose(row, two_children[0])
    path = answers_file(tmp_path, (*place(row), two_children[0].pk))
    answer = run("--json", "--decide", path)
    assert answer.exit_code == 0
    assert "第 2 行" in answer.stderr
    assert json.loads(answer.stdout)["review"] == 1
    run("--decide", path, "--despite-numbers")
    assert child_of(row) == two_children[0]
    assert not Proposal.objects.filter(state="waiting").exists()
