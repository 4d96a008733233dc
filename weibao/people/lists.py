"""The lists that leave and enter as CSV: links, the review queue, and its answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from weibao.feeds.models import ACCEPTED_STATES, Delivery, FeedRow
from weibao.people.merging import current
from weibao.people.models import Child, Link
from weibao.people.standing import standing

Place = tuple[str, str, str, int]
"""Feed, file name, sheet and row, by which a list names a row."""
LINKS_HEADER = ("feed", "file", "sheet", "row", "child_id", "method", "probability")
REVIEW_HEADER = ("feed", "file", "sheet", "row", "rank", "child_id", "probability")
ANSWERS_HEADER = ("feed", "file", "sheet", "row", "child_id")


class BadList(ValueError):
    """A list can't be used; the message says which line and why."""


def export_links(path: Path) -> int:
    """One line for every accepted row, in the order of deliveries; child_id and what follows are empty only for
    rows that name nobody. Answers the number of lines."""
    linked = {
        row: rest
        for row, *rest in Link.objects.filter(ended_at=None)
        .values_list("row_id", "child_id", "method", "probability")
        .iterator(chunk_size=10_000)
    }
    rows = FeedRow.objects.filter(state__in=ACCEPTED_STATES).order_by("pk")
    places = Places()
    lines = (
        (*places.of(*place), *linked.get(pk, ("", "", "")))
        for pk, *place in rows.values_list("pk", "delivery", "sheet_number", "row").iterator(
            chunk_size=10_000
        )
    )
    return write_csv(path, LINKS_HEADER, lines)


def export_review(path: Path) -> int:
    """The proposals that wait for a person, each row's best first (rank 1). Answers the number of lines."""
    proposals = standing().order_by("row", "rank", "pk")
    found = proposals.values_list(*ROW_PLACE, "rank", "child_id", "probability").iterator(chunk_size=10_000)
    places = Places()
    lines = ((*places.of(*line[:3]), *line[3:]) for line in found)
    return write_csv(path, REVIEW_HEADER, lines)


ROW_PLACE = ("row__delivery", "row__sheet_number", "row__row")


class Places:
    """The places of rows in words; file and sheet names lie encrypted, and are opened once a delivery."""

    def __init__(self) -> None:
        self._deliveries: dict[int, Delivery] = {}

    def of(self, delivery: int, sheet: int, row: int) -> Place:
        known = self._deliveries.get(delivery)
        if known is None:
            known = self._deliveries[delivery] = Delivery.objects.get(pk=delivery)
        return known.feed, known.file_name, known.sheets[sheet], row


def write_csv(path: Path, header: tuple[str, ...], lines: Iterator[tuple]) -> int:
    """UTF-8 without BOM: these files are for programs. Written aside, then put in place whole."""
    count = 0
    aside = path.with_name(f"{path.name}.part")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for line in lines:
            writer.writerow(line)
            count += 1
    aside.replace(path)
    return count


def read_answers(path: Path) -> list[tuple[FeedRow, Child | None]]:
    """The answers of a list: feed, file, sheet, row as in the exported queue, and child_id, empty for none of
    those proposed. Further columns are ignored; what was answered so before is left out.

    Raises:
        BadList: a column is missing; a line names no row, no child, a row that does not wait, or contradicts another.
    """
    places = Places()
    waiting = {
        places.of(*place): pk for pk, *place in standing().values_list("row_id", *ROW_PLACE).order_by("row")
    }
    answers: dict[int, tuple[int, int | None]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in ANSWERS_HEADER if name not in (reader.fieldnames or [])]
        if missing:
            raise BadList(_("答案文件缺少列：%(names)s。") % {"names": "、".join(missing)})
        for number, line in enumerate(reader, start=2):
            place, child = read_line(number, line)
            row = waiting.get(place)
            if row is None:
                check_answered_so(number, place, child)
                continue
            if answers.setdefault(row, (number, child))[1] != child:
                raise BadList(
                    _("第 %(n)s 行与第 %(m)s 行说的是同一行数据，答案却不同。")
                    % {"n": number, "m": answers[row][0]}
                )
    rows = FeedRow.objects.select_related("delivery").in_bulk(answers)
    children = Child.objects.in_bulk([child for _number, child in answers.values() if child is not None])
    for number, child in answers.values():
        if child is not None and child not in children:
            raise BadList(_("第 %(n)s 行：没有编号为 %(id)s 的儿童档案。") % {"n": number, "id": child})
    return [(rows[row], children[child] if child else None) for row, (_number, child) in answers.items()]


def read_line(number: int, line: dict[str, str]) -> tuple[Place, int | None]:
    """The place and the child of one line."""
    try:
        place = (line["feed"], line["file"], line["sheet"], int(line["row"]))
        return place, int(line["child_id"]) if line["child_id"] else None
    except (TypeError, ValueError):
        raise BadList(_("第 %(n)s 行：row 和 child_id 须是整数。") % {"n": number}) from None


def check_answered_so(number: int, place: Place, child: int | None) -> None:
    """Let a row pass that waits no longer and stands as the list says.

    Raises:
        BadList: there is no such row, or it was answered otherwise.
    """
    feed, file, sheet, row = place
    same = [
        one for one in Delivery.objects.filter(feed=feed) if one.file_name == file and sheet in one.sheets
    ]
    rows = FeedRow.objects.filter(delivery__in=same, row=row, state__in=ACCEPTED_STATES).order_by("-pk")
    found = next((one for one in rows.select_related("delivery") if one.sheet == sheet), None)
    link = found and Link.objects.select_related("child").filter(row=found, ended_at=None).first()
    wanted = Child.objects.filter(pk=child or 0).first()
    if not link or (child is not None and (wanted is None or current(wanted).pk != link.child_id)):
        raise BadList(
            _("第 %(n)s 行：%(file)s“%(sheet)s”第 %(row)s 行不在待核队列里。")
            % {"n": number, "file": place[1], "sheet": place[2], "row": place[3]}
        )
