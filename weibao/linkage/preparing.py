"""Prepared records: the columns that matching compares, derived once from what a row says.

The derived columns depend on the row alone, never on the model or on other rows, so a caller
may keep them beside the row and hand them in again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from weibao.linkage.names import pinyin_of, readings, simplify, split_name
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

_DIGIT = re.compile(r"\d")


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
    if pc.count_distinct(records["record_id"]).as_py() != records.num_rows:
        raise ValueError("记录表的“record_id”列有重复的编号。")
    with without_collecting():
        return _prepared(records)


def _prepared(records: pa.Table) -> pa.Table:
    rows = {name: _column(records, name) for name in _INPUT}
    names = pc.dictionary_encode(rows["name"])
    made: dict[str, pa.Array] = {key: rows[key] for key in ("record_id", "feed", "child_id", "once_key")}
    made |= _name_columns(names)
    made["sex"] = pc.if_else(pc.is_in(rows["sex"], pa.array(["男", "女"])), rows["sex"], None)
    made |= _number_columns(rows)
    guardian = pc.dictionary_encode(_blank_to_null(rows["guardian_name"]))
    made["guardian"] = _mapped(guardian, simplify)
    made["guardian_pinyin"] = _mapped(guardian, lambda text: pinyin_of(simplify(text)))
    phones = pc.dictionary_encode(_blank_to_null(rows["guardian_phone"]))
    made["phone_1"] = _mapped(phones, lambda text: _nth(text, 0))
    made["phone_2"] = _mapped(phones, lambda text: _nth(text, 1))
    made |= _place_columns(rows)
    return pa.table([made[field.name].cast(field.type) for field in PREPARED], schema=PREPARED)


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


def _nth(text: str, place: int) -> str | None:
    parts = sorted(set(text.split())) if " " in text else [text]
    return parts[place] if len(parts) > place else None


def _name_columns(encoded: pa.DictionaryArray) -> dict[str, pa.Array]:
    made = [_of_name(written) for written in encoded.dictionary.to_pylist()]
    keys = ("name", "surname", "given_1", "given_2", "pinyin", "sound", "initials")
    columns = zip(*made, strict=True) if made else [()] * len(keys)
    return {
        key: pa.array(values, pa.string()).take(encoded.indices)
        for key, values in zip(keys, columns, strict=True)
    }


def _of_name(written: str) -> tuple[str | None, ...]:
    name = simplify(written)
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


def _number_columns(rows: dict[str, pa.Array]) -> dict[str, pa.Array]:
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


def _place_columns(rows: dict[str, pa.Array]) -> dict[str, pa.Array]:
    addresses = pc.dictionary_encode(_blank_to_null(rows["address"]))
    parts = [_address_parts(one) for one in addresses.dictionary.to_pylist()]
    town, village, door = (
        pa.array([part[place] for part in parts], pa.string()).take(addresses.indices) for place in range(3)
    )
    town = pc.coalesce(_blank_to_null(rows["town"]), town)
    village = pc.coalesce(_blank_to_null(rows["village"]), village)
    with_town = pc.binary_join_element_wise(pc.fill_null(town, ""), village, "|")
    return {"town": town, "village": with_town, "door": door}


def _address_parts(address: str) -> tuple[str | None, str | None, str | None]:
    found = _ADDRESS.match(simplify("".join(address.split())))
    if found is None:
        return None, None, None
    village, rest = found["village"] or "", found["rest"]
    door = village + rest if village and _DIGIT.search(rest) else None
    return found["town"], village or None, door
