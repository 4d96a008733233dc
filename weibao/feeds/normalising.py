"""From cells to values, kind by kind. A value is never guessed: what can't be read is refused or kept as written.

Each kind is a function `cell → Value`; cells are texts or numbers as `reading` gives them (dates as ISO texts,
nothing as "").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from weibao.feeds.findings import Finding
from weibao.feeds.names import clean_person, is_ordinary_name, name_finding
from weibao.linkage.numbers import is_usable

if TYPE_CHECKING:
    from weibao.feeds.definitions import ColumnDefinition

Cell = str | float


class Value(NamedTuple):
    """What a cell says: a value (None: nothing), perhaps a finding, perhaps what to keep as it was written."""

    value: str | int | None = None
    finding: Finding | None = None
    raw: str | None = None


NOTHING = Value()
_words = str.split
NOTHING_WORDS = frozenset(
    _words(
        "无 没有 不详 不知 不知道 不清楚 不明 未知 未详 暂无 未提供 未登记 未填 未填写 未采集 待补 待查 待核实 空 空白 缺 无证 无身份证 未办理 "
        "- -- --- — —— / // \\ . 、 n/a na null none nan"
    )
)
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff（）()、，。]) | (?=[\u3400-\u9fff（）()、，。])")
_WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_UNTIDY = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\uff07\uff10-\uff5a'‘’`\-—/\\.、]")
"""Whatever `text` may have to change; most cells hold nothing of it."""
_EXACT = 2**53
_APOSTROPHES = "'‘’`＇"


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return repr(cell)


def plain(cell: Cell) -> str:
    """Folded for comparing: half-width, without any blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", as_text(cell)))


def says_nothing(words: str) -> bool:
    return not words or words.lower() in NOTHING_WORDS


def text(cell: Cell) -> Value:
    """Blanks made single and dropped beside Chinese characters, digits and letters half-width."""
    if isinstance(cell, str) and not _UNTIDY.search(cell):
        return Value(cell) if cell else NOTHING
    words = as_text(cell).translate(_WIDE).strip(_APOSTROPHES)
    words = _BESIDE_HAN.sub("", _BLANKS.sub(" ", words).strip())
    return Value(words) if words.strip("-—/\\.、 ") else NOTHING


def person(cell: Cell) -> Value:
    """A grown-up's name; nothing where it names nobody."""
    words = clean_person(as_text(cell))
    return NOTHING if says_nothing(words) or name_finding(words) else Value(words)


def name(cell: Cell) -> Value:
    """The child's name, without blanks, nicknames and remarks; refused where it names nobody."""
    words = as_text(cell)
    if is_ordinary_name(words):
        return Value(words)
    if not words.strip():
        return NOTHING
    if isinstance(cell, float):
        return Value(finding=Finding("name.digits", _("不是姓名，请核对。"), written=words))
    cleaned = clean_person(words)
    finding = name_finding(cleaned, written=words)
    return Value(cleaned, finding) if finding is None else Value(finding=finding)


def id_number(cell: Cell) -> Value:
    """A resident identity number (GB 11643): only one that is right in itself is a value; others stay as written,
    beside the row, and are never repaired."""
    if isinstance(cell, str) and is_usable(cell):
        return Value(cell)
    if isinstance(cell, float) or re.fullmatch(r"\d(\.\d+)?[Ee]\+?1\d", plain(cell)):
        written = f"{cell:.5E}" if isinstance(cell, float) and abs(cell) >= 1e15 else plain(cell)
        return _unusable("id_number.float", _("被表格软件变成了数值，末尾几位已经丢失"), written)
    written = plain(cell).strip(_APOSTROPHES).replace("-", "").upper()
    if says_nothing(written):
        return NOTHING
    if is_usable(written):
        return Value(written)
    if not re.fullmatch(r"\d{17}[\dX]", written):
        if re.fullmatch(r"\d+X?", written):
            return _unusable("id_number.length", _("是 %(n)s 位，不是 18 位") % {"n": len(written)}, written)
        return _unusable("id_number.form", _("不是身份证号"), written)
    try:
        date(int(written[6:10]), int(written[10:12]), int(written[12:14]))
    except ValueError:
        return _unusable("id_number.date", _("里的出生日期不存在"), written)
    return _unusable("id_number.check", _("校验位不符"), written)


def _unusable(code: str, what: str, written: str) -> Value:
    words = _("%(what)s，已按“无有效证件号”收入，请核对。") % {"what": what}
    return Value(None, Finding(code, words, refuses=False), raw=written[:60])


_PHONE_PARTS = re.compile(r"[^\d+]+")
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})$")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-9]\d{6,7}$")
_DASHES = re.compile(r"(?<=\d)[-‐‑–—−ー](?=\d)")


def phone(cell: Cell) -> Value:
    """Telephone numbers as digits, several parted by a blank."""
    if isinstance(cell, str) and _PLAIN_MOBILE.fullmatch(cell):
        return Value(cell)
    words = unicodedata.normalize("NFKC", as_text(cell)).strip(_APOSTROPHES + " ")
    if says_nothing(_BLANKS.sub("", words)):
        return NOTHING
    words = re.sub(r"(?<=[(（]0)(\d{2,3})[)）]\s*", r"\1", words)
    found: list[str] = []
    unread: list[str] = []
    for part in re.split(r"[^\d+\s\-‐‑–—−]+|\n", _DASHES.sub("-", words)):
        _read_phones(part, found, unread)
    if unread:
        wrong = Finding(
            "phone.form", _("有认不出的电话号码，没有收入，请核对。"), refuses=False, written=" ".join(unread)
        )
        return Value(" ".join(found) or None, wrong)
    if not found:
        wrong = Finding(
            "phone.form", _("有认不出的电话号码，没有收入，请核对。"), refuses=False, written=words[:40]
        )
        return Value(None, wrong)
    return Value(" ".join(found))


def _read_phones(part: str, found: list[str], unread: list[str]) -> None:
    """Read one or more numbers in a part: blanks and dashes may lie within a number or between numbers."""
    together = re.sub(r"[\s-]", "", part)
    if not together:
        return
    pieces = [together] if _one_phone(together) else [re.sub("-", "", piece) for piece in part.split()]
    if not all(_one_phone(piece) for piece in pieces) and re.fullmatch(r"(1[3-9]\d{9}){2,4}", together):
        pieces = re.findall(r"1[3-9]\d{9}", together)
    for piece in pieces:
        number = _one_phone(piece)
        if number is None:
            unread.append(piece)
        elif number not in found:
            found.append(number)


def _one_phone(digits: str) -> str | None:
    if mobile := _MOBILE.match(digits):
        return mobile[1]
    return digits if _LANDLINE.match(digits) else None


_COUNT = re.compile(r"(\d+)(?:\.0+)?(?:节|天|次|日|课时|人)?$")


def number(cell: Cell) -> Value:
    """A whole number, not negative."""
    words = plain(cell)
    if says_nothing(words):
        return NOTHING
    found = _COUNT.match(words)
    if found is None or len(found[1]) > 6:
        return Value(finding=Finding("number.form", _("不是整数，请改成数字。"), written=words[:40]))
    return Value(int(found[1]))


_WRITTEN_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[T\s]*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*[:分]?\s*(?:\d{1,2}(?:\.\d+)?)?\s*秒?)?$"
)
_RUN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})\d{2})?$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")
_SERIAL_START = date(1899, 12, 30)
_EARLIEST = date(1900, 1, 1)
_EARLIEST_SERIAL = 18_000
"""April 1949: no minor and no event of theirs lies before, so smaller numbers are no dates."""


def dates(latest: date, *, with_time: bool) -> Callable[[Cell], Value]:
    """The reader of dates, none after `latest`; `with_time` keeps a time of day where one is written."""

    def read(cell: Cell) -> Value:
        words = unicodedata.normalize("NFKC", as_text(cell)).strip(_APOSTROPHES + " \u200b\ufeff")
        if says_nothing(_BLANKS.sub("", words)):
            return NOTHING
        if found := _WRITTEN_DATE.match(words) or _RUN_DATE.match(words):
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                return _no_date("date.impossible", _("日期不存在，请改正。"), words)
            hour, minute = int(found[4] or 0), int(found[5] or 0)
            if hour > 23 or minute > 59:
                return _no_date("date.impossible", _("时间不存在，请改正。"), words)
        elif (found := _SERIAL.match(words)) and int(found[1]) >= _EARLIEST_SERIAL:
            day, hour, minute = _SERIAL_START + timedelta(days=int(found[1])), 0, 0
        else:
            return _no_date("date.form", _("不是完整的日期，请写成“2012-03-05”的样子。"), words)
        if day > latest:
            return _no_date("date.future", _("日期在将来，请改正。"), words)
        if day < _EARLIEST:
            return _no_date("date.impossible", _("日期太早，请改正。"), words)
        written = day.isoformat()
        return Value(f"{written}T{hour:02d}:{minute:02d}" if with_time and (hour or minute) else written)

    return read


def _no_date(code: str, words: str, written: str) -> Value:
    return Value(finding=Finding(code, words, written=written[:40]))


def codes(values: tuple[str, ...], spellings: Mapping[str, str], *, is_open: bool) -> Callable[[Cell], Value]:
    """The reader of a code list: its words and their other spellings; others only where the list is open."""
    known = {plain(word): word for word in values} | {plain(word): code for word, code in spellings.items()}

    def read(cell: Cell) -> Value:
        words = plain(cell).strip(_APOSTROPHES)
        code = known.get(words) or known.get(words.upper())
        if code:
            return Value(code)
        if says_nothing(words):
            return NOTHING
        if is_open:
            return text(cell)
        wanted = _("不在选项里，请从“%(values)s”里选。") % {"values": "、".join(values)}
        return Value(finding=Finding("code.unknown", wanted, written=words[:40]))

    return read


def reader_of(column: ColumnDefinition, latest: date) -> Callable[[Cell], Value]:
    """The function that reads a column's cells; no date after `latest` is taken."""
    match column.kind:
        case "date" | "datetime":
            return dates(latest, with_time=column.kind == "datetime")
        case "code":
            return codes(column.values, column.spellings, is_open=column.open)
        case kind:
            return _PLAIN_KINDS[kind]


_PLAIN_KINDS = {
    "text": text, "name": name, "person": person, "id_number": id_number, "phone": phone, "number": number,
}  # fmt: skip
KINDS = (*_PLAIN_KINDS, "date", "datetime", "code")
"""The kinds that a column may have."""
