"""What a child's file says, from the rows that speak of the child: one clear precedence, plain data in and out.

- ID number: the number most rows carry without contradiction; a number that contradicts its own row's written
  birth date only where no other row speaks against it; a number that a person denied never.
- Birth date and sex: those inside the ID number; else what most rows say.
- Name: as most rows write it; of equally frequent ones that beside the ID number, then the newest.
- School, grade, class, enrolment: the newest row of `education`.
- Town and village: the newest row of `civil_affairs`, else the newest home address.
- Categories: those of the current rows of `civil_affairs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from weibao.linkage.names import readings, simplify
from weibao.people.locating import parts_of_address


@dataclass(frozen=True)
class Said:
    """One row that speaks of a child."""

    feed: str
    values: Mapping[str, Any]
    newness: tuple
    """Grows with the row's age in reverse: (report month, row id)."""
    number_denied: bool = False
    superseded: bool = False

    @property
    def number(self) -> str:
        return "" if self.number_denied else self.values.get("id_number") or ""

    @property
    def contradicted(self) -> bool:
        """Whether the row writes another birth date than its ID number holds."""
        return bool(self.values.get("birth_date_written"))

    @property
    def birth_date(self) -> str:
        """As the row writes it, before any ID number corrected it."""
        return self.values.get("birth_date_written") or self.values.get("birth_date") or ""


@dataclass
class GuardianSaid:
    name: str
    relation: str = ""
    phones: list[str] = field(default_factory=list)


@dataclass
class Derived:
    """A child's fields as its rows give them; texts are empty where no row says."""

    name: str = ""
    letter: str = ""
    sex: str = ""
    birth_date: date | None = None
    id_number: str = ""
    town: str = ""
    village: str = ""
    school_name: str = ""
    grade: str = ""
    class_name: str = ""
    enrolment_status: str = ""
    categories: str = ""
    address: str = ""
    guardians: list[GuardianSaid] = field(default_factory=list)


def derive(rows: Iterable[Said]) -> Derived:
    """A child's fields from its rows (at least one). The order of the rows changes nothing."""
    rows = sorted(rows, key=lambda row: row.newness, reverse=True)
    # Versions that were corrected speak only where no newer one is left.
    rows = [row for row in rows if not row.superseded] or rows
    made = Derived(id_number=usable_number(rows))
    made.name = most_said(rows, lambda row: row.values.get("name"), made.id_number)
    made.letter = search_keys(made.name)[1][:1]
    if made.id_number:
        made.birth_date = birth_in(made.id_number)
        made.sex = "男" if int(made.id_number[16]) % 2 else "女"
    else:
        written = most_said(rows, lambda row: row.birth_date)
        made.birth_date = date.fromisoformat(written) if written else None
        made.sex = most_said(rows, lambda row: row.values.get("sex_written") or row.values.get("sex"))
    school = next((row.values for row in rows if row.feed == "education"), {})
    for column in ("school_name", "grade", "class_name", "enrolment_status"):
        setattr(made, column, school.get(column) or "")
    made.address = newest(rows, "home_address")
    made.town, made.village = home_of(rows, made.address)
    made.address = made.address or made.town + made.village
    made.categories = "；".join(sorted({c for row in rows if (c := row.values.get("child_category"))}))
    made.guardians = guardians_of(rows)
    return made


def usable_number(rows: list[Said]) -> str:
    """The ID number that the rows give the child; "" where none may be relied on."""
    clean = most_said([row for row in rows if row.number and not row.contradicted], lambda row: row.number)
    if clean:
        return clean
    for row in rows:
        if row.number and not any(
            other.birth_date and other.birth_date != birth_in(row.number).isoformat()
            for other in rows
            if other is not row
        ):
            return row.number
    return ""


def birth_in(number: str) -> date:
    """The birth date inside a usable ID number (GB 11643)."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def most_said(rows: list[Said], of: Callable[[Said], str | None], number: str = "") -> str:
    """What most rows say; of equals what stands beside the number, then the newest. `rows` newest first."""
    said = [(value, row) for row in rows if (value := of(row))]
    if not said:
        return ""
    counts = Counter(value for value, _ in said)
    best = max(counts.values())
    leaders = [(value, row) for value, row in said if counts[value] == best]
    beside = [value for value, row in leaders if number and row.number == number]
    return (beside or [value for value, _ in leaders])[0]


def newest(rows: list[Said], column: str) -> str:
    return next((value for row in rows if (value := row.values.get(column))), "")


def home_of(rows: list[Said], address: str) -> tuple[str, str]:
    for row in rows:
        if row.values.get("town"):
            return row.values["town"], row.values.get("village") or ""
    return parts_of_address(address)


def guardians_of(rows: list[Said]) -> list[GuardianSaid]:
    """Each guardian once, with every telephone the rows give; a telephone without a name by itself."""
    found: dict[str, GuardianSaid] = {}
    for row in rows:
        name = row.values.get("guardian_name") or ""
        phones = (row.values.get("guardian_phone") or "").split()
        if not name and not phones:
            continue
        guardian = found.setdefault(name, GuardianSaid(name))
        guardian.relation = guardian.relation or row.values.get("guardian_relation") or ""
        guardian.phones += [phone for phone in phones if phone not in guardian.phones]
    nameless = found.pop("", None)
    named = list(found.values())
    if nameless:
        known = {phone for guardian in named for phone in guardian.phones}
        nameless.phones = [phone for phone in nameless.phones if phone not in known]
        if nameless.phones or nameless.relation:
            named.append(nameless)
    return named


def search_keys(name: str) -> tuple[str, str]:
    """Toneless pinyin without blanks and initials of a name, surnames by their own readings."""
    surname, given, _, initials = readings(simplify(name))
    return (surname + given.replace(" ", "")).lower(), initials.lower()
