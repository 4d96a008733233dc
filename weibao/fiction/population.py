"""The children of the invented county, their households, schools and what they are registered for."""

import datetime as dt
import random
from copy import copy
from dataclasses import dataclass, field, replace

from weibao.fiction import names
from weibao.fiction.numbers import IdentityNumbers, mobile_number
from weibao.fiction.places import COUNTY_NAME, SCHOOLS, TOWNS, School, Town, Village

DEFAULT_AS_OF = dt.date(2025, 12, 31)
TWIN_SHARE = 0.012
CATEGORIES = {
    "留守儿童": 0.067,
    "低保家庭儿童": 0.028,
    "事实无人抚养儿童": 0.008,
    "重病重残儿童": 0.004,
    "孤儿": 0.002,
}
"""Share of children registered in each category of difficulty, as in a county of the kind."""

_CHILDREN_A_HOUSEHOLD = (1, 1, 1, 1, 1, 2, 2, 2, 2, 3)


@dataclass(slots=True)
class Household:
    """A household: where it lives and the grown-ups who answer for its children (name, relation, mobile number)."""

    town: Town
    village: Village
    address: str
    surname: str
    guardians: list[tuple[str, str, str]]


@dataclass(slots=True)
class Child:
    """One invented child as of the county's date; `grade` and `class_name` are null for who is at no school."""

    person_id: int
    name: str
    sex: str
    birth_date: dt.date
    id_number: str
    household: Household = field(repr=False)
    school: School | None = None
    grade: str | None = None
    class_name: str | None = None
    categories: tuple[str, ...] = ()
    twin_of: int | None = None

    @property
    def guardian(self) -> tuple[str, str, str]:
        """The household's first guardian: name, relation, mobile number."""
        return self.household.guardians[0]

    def age_on(self, day: dt.date) -> int:
        """Whole years on a day."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class County:
    """A county of `children` children aged 0–17 (from `youngest` on) on `as_of`; the same again for the same seed."""

    def __init__(
        self,
        seed: int = 1,
        children: int = 6200,
        *,
        as_of: dt.date = DEFAULT_AS_OF,
        youngest: int = 3,
        twins: float = TWIN_SHARE,
    ) -> None:
        if children < 1:
            raise ValueError("虚构县至少要有一名儿童")
        self.seed = seed
        self.as_of = as_of
        self.name = COUNTY_NAME
        self.towns = TOWNS
        self.schools = SCHOOLS
        self._chance = random.Random(f"{seed}/population")  # noqa: S311 - a fiction, not a secret
        self._numbers = IdentityNumbers(self._chance)
        self._youngest = youngest
        self._pool = _schools_by_kind()
        self.children: list[Child] = []
        self._populate(children, twins)

    def grown(self, day: dt.date) -> "County":
        """The same county on a later day: who has come of age is gone, pupils have moved up, nobody was born or moved."""
        later = copy(self)
        later.as_of = day
        later._chance = random.Random(f"{self.seed}/grown/{day}")  # noqa: S311 - a fiction
        later.children = [replace(child) for child in self.children if child.age_on(day) < 18]
        years = _school_year(day) - _school_year(self.as_of)
        for child in later.children:
            for _ in range(years):
                later._move_up(child)
        return later

    def _move_up(self, child: Child) -> None:
        """Puts a child into the next grade, at another school where its own ends; who leaves the last is at none."""
        if child.school is None:
            return
        grades = child.school.grades
        place = grades.index(child.grade or "") + 1
        if place < len(grades):
            child.grade = grades[place]
            return
        child.school = child.grade = child.class_name = None
        self._enrol(child)

    def _populate(self, wanted: int, twins: float) -> None:
        chance = self._chance
        # A birth of twins brings two children, hence half of the children's share.
        births_of_twins = twins / 2
        while len(self.children) < wanted:
            household = self._household()
            ages = chance.sample(
                range(self._youngest, 18), min(chance.choice(_CHILDREN_A_HOUSEHOLD), 18 - self._youngest)
            )
            for age in ages:
                child = self._child(household, self._birth_date(age), None)
                if chance.random() < births_of_twins and len(self.children) < wanted:
                    self._twin(child)
        del self.children[wanted:]

    def _household(self) -> Household:
        chance = self._chance
        town = chance.choice(TOWNS)
        village = chance.choice(town.villages)
        surname = names.surname(chance)
        address = f"{town.name}{village.name}{chance.randint(1, 9)}社{chance.randint(1, 120)}号"
        if chance.random() < 0.8:
            address = COUNTY_NAME + address
        father = (names.adult_name(chance, surname, "男"), "父亲", mobile_number(chance))
        mother = (names.adult_name(chance, names.surname(chance), "女"), "母亲", mobile_number(chance))
        grandmother = (names.adult_name(chance, names.surname(chance), "女"), "祖母", mobile_number(chance))
        grandfather = (names.adult_name(chance, surname, "男"), "祖父", mobile_number(chance))
        draw = chance.random()
        if draw < 0.45:
            guardians = [father, mother]
        elif draw < 0.82:
            guardians = [mother, father]
        elif draw < 0.92:
            guardians = [grandfather, grandmother]
        else:
            guardians = [grandmother, father]
        return Household(town, village, address, surname, guardians)

    def _birth_date(self, age: int) -> dt.date:
        latest = _years_before(self.as_of, age)
        earliest = _years_before(self.as_of, age + 1) + dt.timedelta(days=1)
        return earliest + dt.timedelta(days=self._chance.randrange((latest - earliest).days + 1))

    def _child(self, household: Household, born: dt.date, name: str | None) -> Child:
        chance = self._chance
        sex = "男" if chance.random() < 0.525 else "女"
        if name is None:
            if chance.random() < 0.003:
                name = names.dotted_name(chance)
            else:
                name = household.surname + names.given_name(chance, sex, born.year)
        child = Child(len(self.children) + 1, name, sex, born, self._numbers.give(born, sex), household)
        self._enrol(child)
        child.categories = tuple(c for c, share in CATEGORIES.items() if chance.random() < share)
        self.children.append(child)
        return child

    def _twin(self, first: Child) -> None:
        chance = self._chance
        name = names.twin_name(first.name, chance, first.sex)
        twin = self._child(first.household, first.birth_date, name)
        if chance.random() < 0.7 and twin.sex != first.sex:
            twin.sex = first.sex
            twin.id_number = self._numbers.give(twin.birth_date, twin.sex)
        twin.twin_of = first.person_id
        twin.school, twin.grade = first.school, first.grade
        same_class = first.school is None or chance.random() < 0.6
        twin.class_name = first.class_name if same_class else f"{chance.randint(1, 6)}班"
        twin.categories = first.categories

    def _enrol(self, child: Child) -> None:
        """Puts a child into the grade of its age on the last 31 August, at a school of its town or the county seat."""
        chance = self._chance
        years = child.age_on(dt.date(_school_year(self.as_of), 8, 31))
        if years < 3:
            return
        if years > 14 and chance.random() < 0.04:
            return
        town = child.household.town.name
        kinds: tuple[str, ...]
        if years < 6:
            kinds, index = ("幼儿园",), years - 3
        elif years < 12:
            kinds, index = ("小学", "小学", "九年制学校"), years - 6
        elif years < 15:
            kinds, index = ("初级中学", "九年制学校"), years - 12
        else:
            kinds, index = ("高级中学", "职业中学"), min(years - 15, 2)
        pool = [s for kind in kinds for s in self._pool.get((kind, town), ())] or [
            s for kind in kinds for s in self._pool.get((kind, TOWNS[0].name), ())
        ]
        school = chance.choice(pool)
        grades = school.grades[-3:] if years >= 12 else school.grades
        child.school, child.grade, child.class_name = school, grades[index], f"{chance.randint(1, 6)}班"


def _school_year(day: dt.date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day >= dt.date(day.year, 9, 1) else day.year - 1


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _schools_by_kind() -> dict[tuple[str, str], list[School]]:
    pool: dict[tuple[str, str], list[School]] = {}
    for school in SCHOOLS:
        pool.setdefault((school.kind, school.town), []).append(school)
    return pool
