"""A small figure of the tests: the children born in a year, by town, school and month of birth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from weibao.access.models import Unit
from weibao.feeds.models import Delivery
from weibao.people.models import Child
from weibao.reporting import declaring
from weibao.reporting.declaring import Indicator, indicator

YEAR = 2015
QINGHE, BAIYANG = "620799101", "620799102"


@pytest.fixture
def only_these(monkeypatch) -> None:
    """No indicators but those that the test declares."""
    monkeypatch.setattr(declaring, "_indicators", {})


@pytest.fixture
def born(only_these) -> Indicator:
    @indicator(
        "children_born",
        pillar="care",
        title="当年出生的儿童",
        unit="名",
        definition="当年出生且已建档的儿童，同一人只计一次。",
        town="area_code",
        unit_lookup="school",
        month="birth_date",
    )
    def children_born(year: int):
        return Child.objects.kept().filter(birth_date__year=year)

    return declaring.find_indicator("children_born")


@pytest.fixture
def deliveries(only_these) -> Indicator:
    """A figure that speaks of no child."""

    @indicator(
        "kinds_of_data",
        pillar="intervention",
        title="归集数据",
        unit="类",
        definition="当年收到数据的类别。",
        counts="feed",
        unit_lookup="unit",
        month="report_month",
    )
    def kinds_of_data(year: int):
        return Delivery.objects.filter(report_month__year=year)

    return declaring.find_indicator("kinds_of_data")


@pytest.fixture
def make_children(county) -> Callable[..., list[Child]]:
    """`make_children(3, town=QINGHE, month=5)`."""

    def make(
        number: int, *, town: str = QINGHE, month: int = 5, year: int = YEAR, school: Unit | None = None
    ):
        first = Child.objects.count()
        return [
            Child.objects.create(
                name=f"孩子{first + n}",
                birth_date=date(year, month, 1 + n % 28),
                area_code=town,
                school=school,
            )
            for n in range(number)
        ]

    return make


@pytest.fixture
def deliver_files(office) -> Callable[..., None]:
    def make(*feeds: str, year: int = YEAR, month: int = 3) -> None:
        for feed in feeds:
            Delivery.objects.create(
                feed=feed,
                file_name=f"{feed}.xlsx",
                fingerprint=f"{feed}{year}{month}",
                unit=office,
                area=office.area,
                report_month=date(year, month, 1),
            )

    return make
