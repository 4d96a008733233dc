"""Prepared records: the columns that matching compares, derived once from what a row says.

The derived columns depend on the row alone, never on the model or on other rows, so a caller
may keep them beside the row and hand them in again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from weibao.linkage.names import (
    DOUBLE_SURNAMES,
    readings,
    simplify,
    sound,
    split_name,
    surname_reading,
    syllable,
    traditional_characters,
)
from weibao.linkage.numbers import births_inside
from weibao.linkage.pausing import without_collecting

PREPARED = pa.schema(
    [
        ("record_id", pa.int64()),
        ("feed", pa.string()),
        ("child_id", pa.int64()),
        ("once_key", pa.string()),
        ("name", pa.string()),  # simplified characters
        ("surname", pa.string()),
        ("given_1", pa.string()),  # first character of the given name
        ("given_2", pa.string()),  # the others, null where there are none
        ("pinyin", pa.string()),  # toneless, "zeng zi han"
        ("sound", pa.string()),  # pinyin with confusable sounds folded
        ("initials", pa.string()),  # "zzh", for searching
        ("sex", pa.string()),  # 男, 女 or null
        ("birth", pa.date32()),  # as written, else from the number
        ("birth_written", pa.bool_()),  # false where it comes from the number
        ("id_number", pa.string()),  # check digit right and birth date agreeing with the row
        ("id_doubted", pa.string()),  # check digit right, but the row says another birth date
        ("id_slip", pa.string()),  # 16 to 19 places, unusable: a slip of the keyboard perhaps
        ("guardian", pa.string()),
        ("guardian_pinyin", pa.string()),
        ("phone_1", pa.string()),
        ("phone_2", pa.string()),
        ("town", pa.string()),
        ("village", pa.string()),  # with its town, "沙泉镇|五里村"
        ("door", pa.string()),  # village and what follows, "五里村9社78号"
    ]
)
_INPUT = ("record_id", "feed", "name", "sex", "birth_date", "id_number", "id_number_raw", "guardian_name",
          "guardian_phone", "town", "village", "address", "once_key", "child_id")  # fmt: skip
_REQUIRED = ("record_id", "name")
_ADDRESS = re.compile(
    r"^(?:.{2,9}?(?:县|市|旗|(?<!社)区))?(?P<town>.{1,6}?(?:镇|乡|街道|办事处|苏木))?"
    r"(?P<village>.{1,8}?(?:社区|村|居委会|嘎查))?(?P<rest>.*)$"
)

Rows = dict[str, pa.Array]
"""Columns of equal length, by name."""

_DIGIT = re.compile(r"\d")
_PLACE_ENDS = re.compile("[县市旗区镇乡道处木村会查]")


def prepare(records: pa.Table) -> pa.Table:
    """The table `PREPARED` for a table of records as `weibao.linkage.link` takes them.

    Columns that are absent count as null throughout, except `record_id` and `name`.
    Raises ValueError where one of those two is missing, holds a null, or an id comes twice.
    """
    if is_prepared(records):
        return records.select(PREPARED.names).cast(PREPARED)
    for column in _REQUIRED:
        if column not in records.column_names or records[column].null_count:
            raise ValueError(f"记录表缺少“{column}”列，或该列有空值。")
    ids = records["record_id"]
    if not rising(ids) and pc.count_distinct(ids).as_py() != records.num_rows:
        raise ValueError("记录表的“record_id”列有重复的编号。")
    with without_collecting():
        return _prepared(records)


def _prepared(records: pa.Table) -> pa.Table:
    rows = {name: _column(records, name) for name in _INPUT}
    made: dict[str, pa.Array] = {key: rows[key] for key in ("record_id", "feed", "child_id", "once_key")}
    made["sex"] = pc.if_else(pc.is_in(rows["sex"], pa.array(["男", "女"])), rows["sex"], None)
    parts = (_number_columns, _name_columns, _place_columns, _guardian_columns, _phone_columns)
    with ThreadPoolExecutor(max_workers=2) as pool:  # Arrow works without the interpreter
        for columns in pool.map(lambda derive: derive(rows), parts):
            made |= columns
    return pa.table([made[field.name].cast(field.type) for field in PREPARED], schema=PREPARED)


def rising(ids: pa.ChunkedArray) -> bool:
    """Whether each id is greater than the one before."""
    return pc.all(pc.less(ids[:-1], ids[1:])).as_py() is not False


def is_prepared(records: pa.Table) -> bool:
    """Whether the table already carries every derived column."""
    return set(PREPARED.names) <= set(records.column_names)


def _column(records: pa.Table, name: str) -> pa.Array:
    kind = {"record_id": pa.int64(), "child_id": pa.int64(), "birth_date": pa.date32()}.get(name, pa.string())
    if name not in records.column_names:
        return pa.nulls(records.num_rows, kind)
    column = records[name].cast(kind)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _blank_to_null(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(column, ""), None, column)


def _mapped(encoded: pa.DictionaryArray, derive: Callable[[str], str | None]) -> pa.Array:
    """The derived value of every row, computed once a distinct value."""
    values = pa.array([derive(one) or None for one in encoded.dictionary.to_pylist()], pa.string())
    return values.take(encoded.indices)


def _phone_columns(rows: Rows) -> Rows:
    """The first and the second telephone; several are parted by blanks, few rows have more than one."""
    written = _blank_to_null(rows["guardian_phone"])
    several = pc.fill_null(pc.match_substring(written, " "), False)
    parted = [sorted(set(text.split())) for text in written.filter(several).to_pylist()]
    first, second = (
        pa.array([parts[at] if len(parts) > at else None for parts in parted], pa.string()) for at in (0, 1)
    )
    return {
        "phone_1": pc.replace_with_mask(written, several, first),
        "phone_2": pc.replace_with_mask(pa.nulls(len(written), pa.string()), several, second),
    }


def _name_columns(rows: Rows) -> Rows:
    names = pc.dictionary_encode(rows["name"])
    return {key: values.take(names.indices) for key, values in _of_names(names.dictionary).items()}


def _guardian_columns(rows: Rows) -> Rows:
    guardians = pc.dictionary_encode(_blank_to_null(rows["guardian_name"]))
    read = _of_names(guardians.dictionary)
    return {
        "guardian": read["name"].take(guardians.indices),
        "guardian_pinyin": read["pinyin"].take(guardians.indices),
    }


def _of_names(written: pa.Array) -> Rows:
    """Name, surname, given name, pinyin, sound and initials of each written name; as `readings` has it of one.

    A county has ten times as many names as given names, and most have one or two characters behind a surname of one:
    those are read character by character, each once.
    """
    names = _simplified(written)
    long = pc.greater(pc.utf8_length(names), 2)
    plain = pc.and_(pc.less_equal(pc.utf8_length(names), 3), pc.greater_equal(pc.utf8_length(names), 2))
    plain = pc.and_(plain, pc.invert(pc.match_substring(names, "·")))
    doubled = pc.is_in(pc.utf8_slice_codeunits(names, 0, 2), pa.array(list(DOUBLE_SURNAMES)))
    plain = pc.and_(plain, pc.invert(pc.and_(long, doubled)))
    one, two, three = (pc.dictionary_encode(pc.utf8_slice_codeunits(names, at, at + 1)) for at in range(3))
    first = _mapped(one, lambda text: surname_reading(text)[0])
    first_sound = _mapped(one, lambda text: surname_reading(text)[1])
    second, third = (_mapped(each, lambda text: text and syllable(text)) for each in (two, three))
    second_sound, third_sound = (
        _mapped(each, lambda text: text and sound(syllable(text))) for each in (two, three)
    )
    letters = [pc.utf8_slice_codeunits(part, 0, 1) for part in (first, second, third)]
    made = {
        "name": names,
        "surname": one.cast(pa.string()),
        "given_1": _blank_to_null(two.cast(pa.string())),
        "given_2": _blank_to_null(three.cast(pa.string())),
        "pinyin": _joined(first, (second, third), " "),
        "sound": _joined(first_sound, (second_sound, third_sound), " "),
        "initials": _joined(letters[0], letters[1:], ""),
    }
    others = [_of_name(name) for name in names.filter(pc.invert(plain)).to_pylist()]
    if others:
        rest = dict(zip(made, zip(*others, strict=True), strict=True))
        made = {
            key: pc.replace_with_mask(column, pc.invert(plain), pa.array(rest[key], pa.string()))
            for key, column in made.items()
        }
    return made


def _simplified(texts: pa.Array) -> pa.Array:
    """`simplify` of many, most of which hold no traditional character."""
    traditional = pc.match_substring_regex(texts, f"[{traditional_characters()}]")
    folded = [simplify(text) for text in texts.filter(traditional).to_pylist()]
    return pc.replace_with_mask(texts, traditional, pa.array(folded, pa.string()))


def _joined(first: pa.Array, others: Iterable[pa.Array], between: str) -> pa.Array:
    # Arrow loses a row whose parts are all null; the first never is.
    return pc.binary_join_element_wise(pc.fill_null(first, ""), *others, between, null_handling="skip")


def _of_name(name: str) -> tuple[str | None, ...]:
    surname, given = split_name(name)
    first, rest, heard, initials = readings(name)
    return (
        name,
        surname or None,
        given[:1] or None,
        given[1:] or None,
        f"{first} {rest}".strip(),
        heard.strip(),
        initials,
    )


def _number_columns(rows: Rows) -> Rows:
    written = rows["id_number"]
    numbers = pc.dictionary_encode(written)
    inside = births_inside(numbers.dictionary).take(numbers.indices)
    right = pc.is_valid(inside)
    agrees = pc.fill_null(pc.equal(inside, rows["birth_date"]), True)
    raw = pc.coalesce(rows["id_number_raw"], pc.if_else(right, None, written))
    length = pc.utf8_length(raw)
    slip = pc.and_(
        pc.and_(pc.greater_equal(length, 16), pc.less_equal(length, 19)),
        pc.match_substring_regex(raw, "^[0-9]+[0-9Xx]$"),
    )
    return {
        "birth_written": pc.is_valid(rows["birth_date"]),
        "birth": pc.coalesce(rows["birth_date"], pc.if_else(right, inside, None)),
        "id_number": pc.if_else(pc.and_(right, agrees), written, None),
        "id_doubted": pc.if_else(pc.and_(right, pc.invert(agrees)), written, None),
        "id_slip": pc.utf8_upper(pc.if_else(pc.fill_null(slip, False), raw, None)),
    }


def _place_columns(rows: Rows) -> Rows:
    addresses = pc.dictionary_encode(_blank_to_null(rows["address"]))
    parts = [_address_parts("".join(one.split())) for one in _simplified(addresses.dictionary).to_pylist()]
    town, village, door = (
        pa.array([part[place] for part in parts], pa.string()).take(addresses.indices) for place in range(3)
    )
    town = pc.coalesce(_blank_to_null(rows["town"]), town)
    village = pc.coalesce(_blank_to_null(rows["village"]), village)
    with_town = pc.binary_join_element_wise(pc.fill_null(town, ""), village, "|")
    return {"town": town, "village": with_town, "door": door}


def _address_parts(address: str) -> tuple[str | None, str | None, str | None]:
    """Town, village and door. A village has many doors: what stands before the first digit is read once, unless
    there is more of a place's name behind it."""
    digit = _DIGIT.search(address)
    if digit is None or _PLACE_ENDS.search(address, digit.end()):
        town, village, rest = _read_address(address)
    else:
        town, village, rest = _read_address(address[: digit.start()])
        rest += address[digit.start() :]
    return town, village or None, village + rest if village and _DIGIT.search(rest) else None


@lru_cache(maxsize=10_000)
def _read_address(address: str) -> tuple[str | None, str, str]:
    found = _ADDRESS.match(address)
    if found is None:
        return None, "", ""
    return found["town"], found["village"] or "", found["rest"]
