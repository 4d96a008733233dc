"""Any number of records of invented children as linkage takes them in, with the truth of who is who."""

import datetime as dt
import random
from collections.abc import Iterator

import pyarrow as pa

from weibao.fiction import names
from weibao.fiction.dirt import Dirt
from weibao.fiction.numbers import is_valid, mistype_digit, mobile_number, transpose_digits
from weibao.fiction.places import SCHOOLS
from weibao.fiction.population import Child, County

RECORDS_A_CHILD = 3.6

_FEED_SHARES = (
    ("civil_affairs", 0.75),
    ("police", 0.35),
    ("health", 0.35),
    ("hotline", 0.25),
    ("venues", 0.10),
)
_EDUCATION_SHARE = 0.9
_CARRIES = {
    # feed: guardian, telephone, town and village, address, school
    "education": (True, True, False, True, True),
    "civil_affairs": (True, True, True, False, False),
    "police": (False, False, False, False, False),
    "health": (False, True, False, False, False),
    "hotline": (True, True, False, True, False),
    "venues": (False, False, False, False, False),
}
_UNUSABLE = (None, None, None, "无", "不详")

SCHEMA = pa.schema(
    [
        ("record_id", pa.int64()),
        ("feed", pa.string()),
        ("name", pa.string()),
        ("sex", pa.string()),
        ("birth_date", pa.date32()),
        ("id_number", pa.string()),
        ("guardian_name", pa.string()),
        ("guardian_phone", pa.string()),
        ("town", pa.string()),
        ("village", pa.string()),
        ("address", pa.string()),
        ("school_name", pa.string()),
        ("grade", pa.string()),
        ("once_key", pa.string()),
        ("child_id", pa.int64()),
        ("id_number_raw", pa.string()),
    ]
)
TRUTH_SCHEMA = pa.schema([("record_id", pa.int64()), ("person_id", pa.int64())])


def generate_records(rows: int, seed: int = 1, dirt: Dirt | None = None) -> tuple[pa.Table, pa.Table]:
    """Exactly `rows` records of about rows ÷ 3.6 children.

    Returns the records by `SCHEMA` (linkage's input: `id_number` is usable by its check digit, else null with what was
    written in `id_number_raw`; `birth_date` as written; `child_id` null) in random order, and the truth, one line a
    record. The same arguments give the same tables.
    """
    dirt = dirt or Dirt()
    if rows < 0:
        raise ValueError("记录数不能为负数")
    children = max(20, int(rows / 3.3))
    county = County(seed, children, twins=dirt.twins)
    chance = random.Random(f"{seed}/records")  # noqa: S311 - a fiction, not a secret
    writer = _Writer(chance, dirt, county)
    lines: list[tuple] = []
    owners: list[int] = []
    while len(lines) < rows:
        for child in county.children:
            for line in writer.records_of(child):
                lines.append(line)
                owners.append(child.person_id)
            if len(lines) >= rows:
                break
    del lines[rows:], owners[rows:]
    order = list(range(rows))
    chance.shuffle(order)
    columns = list(zip(*(lines[i] for i in order), strict=True)) or [()] * (len(SCHEMA) - 1)
    ids = pa.array(range(1, rows + 1), pa.int64())
    arrays = [ids] + [pa.array(c, f.type) for c, f in zip(columns, list(SCHEMA)[1:], strict=True)]
    truth = pa.table([ids, pa.array([owners[i] for i in order], pa.int64())], schema=TRUTH_SCHEMA)
    return pa.table(arrays, schema=SCHEMA), truth


class _Writer:
    """Writes the records of one child after another, each with the faults that fall to it."""

    def __init__(self, chance: random.Random, dirt: Dirt, county: County) -> None:
        self._chance = chance
        self._dirt = dirt
        self._siblings: dict[int, list[Child]] = {}
        for child in county.children:
            self._siblings.setdefault(id(child.household), []).append(child)
        self._months = [f"2025-{12 - back:02d}" for back in range(dirt.education_months)][::-1]
        self._written: set[int] = set()

    def records_of(self, child: Child) -> Iterator[tuple]:
        """The records of a child in all feeds, at least one; a child met for the second time gets no more education."""
        draw = self._chance.random
        first_time = child.person_id not in self._written
        self._written.add(child.person_id)
        any_written = False
        if first_time and child.school and draw() < _EDUCATION_SHARE:
            moves_at = len(self._months) // 2 if draw() < self._dirt.moved else len(self._months)
            for index, month in enumerate(self._months):
                school = child.school.name if index < moves_at else self._other_school(child)
                yield self._record(child, "education", school, f"education|{month}")
                any_written = True
        for feed, share in _FEED_SHARES:
            if draw() < share:
                yield self._record(child, feed, None, None)
                any_written = True
        if not any_written:
            yield self._record(child, "civil_affairs", None, None)

    def _other_school(self, child: Child) -> str:
        assert child.school is not None
        kind, own = child.school.kind, child.school.name
        return self._chance.choice([s.name for s in SCHOOLS if s.kind == kind and s.name != own] or [own])

    def _record(self, child: Child, feed: str, school: str | None, once_key: str | None) -> tuple:
        chance, draw, dirt, home = self._chance, self._chance.random, self._dirt, child.household
        name = self._name(child.name)
        if feed in ("police", "venues") and draw() < dirt.name_only * RECORDS_A_CHILD / 0.45:
            sex = child.sex if draw() < 0.5 else None
            return (feed, name, sex, None, None, None, None, None, None, None, None, None, None, None, None)
        has_guardian, has_phone, has_village, has_address, has_school = _CARRIES[feed]
        number, raw = self._number(child)
        guardian = phone = None
        who = home.guardians[1] if draw() < dirt.other_guardian else home.guardians[0]
        if has_guardian and draw() >= dirt.missing_guardian:
            guardian = who[0]
        if has_phone and draw() >= dirt.missing_phone:
            phone = mobile_number(chance) if draw() < dirt.other_phone else who[2]
            if draw() < dirt.two_phones:
                phone = f"{phone} {home.guardians[1][2]}"
        return (
            feed,
            name,
            self._sex(child.sex),
            self._birth_date(child.birth_date),
            number,
            guardian,
            phone,
            home.town.name if has_village else None,
            home.village.name if has_village else None,
            home.address if has_address else None,
            school if has_school else None,
            child.grade if has_school else None,
            once_key,
            None,
            raw,
        )

    def _name(self, name: str) -> str:
        draw, dirt = self._chance.random(), self._dirt
        if draw < dirt.homophone:
            return names.homophone(name, self._chance)
        if draw < dirt.homophone + dirt.lookalike:
            return names.lookalike(name, self._chance)
        if draw < dirt.homophone + dirt.lookalike + dirt.traditional:
            return names.traditional(name)
        return name

    def _sex(self, sex: str) -> str | None:
        draw, dirt = self._chance.random(), self._dirt
        if draw < dirt.blank_sex:
            return None
        if draw < dirt.blank_sex + dirt.wrong_sex:
            return "女" if sex == "男" else "男"
        return sex

    def _birth_date(self, born: dt.date) -> dt.date | None:
        draw, dirt = self._chance.random(), self._dirt
        if draw < dirt.blank_birth_date:
            return None
        if draw < dirt.blank_birth_date + dirt.wrong_birth_date:
            return wrong_birth_date(born, self._chance)
        return born

    def _number(self, child: Child) -> tuple[str | None, str | None]:
        chance, dirt, number = self._chance, self._dirt, child.id_number
        draw = chance.random()
        if draw < dirt.missing_id:
            written = chance.choice((*_UNUSABLE, number[:-1], f"{float(int(number[:17])) * 10:.5E}"))
            return None, written
        draw -= dirt.missing_id
        if draw < dirt.mistyped_id:
            number = mistype_digit(number, chance)
        elif draw < dirt.mistyped_id + dirt.transposed_id:
            number = transpose_digits(number, chance)
        elif draw < dirt.mistyped_id + dirt.transposed_id + dirt.siblings_id:
            others = [c for c in self._siblings[id(child.household)] if c is not child]
            number = chance.choice(others).id_number if others else number
        return (number, None) if is_valid(number) else (None, number)


def wrong_birth_date(born: dt.date, chance: random.Random) -> dt.date:
    """Another date that a clerk might write for this one: a slip of the day, day and month exchanged, another year."""
    kind = chance.random()
    if kind < 0.35 and born.day <= 12 and born.day != born.month:
        return dt.date(born.year, born.day, born.month)
    if kind < 0.7:
        return born + dt.timedelta(days=chance.choice((-10, -1, 1, 10)))
    return dt.date(born.year + chance.choice((-1, 1)), born.month, min(born.day, 28))
