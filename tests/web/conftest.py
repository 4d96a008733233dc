"""Fixtures of the frame's tests: a list long enough for pages, and who reads it."""

import pytest

from weibao.access.models import Unit, UnitKind


@pytest.fixture
def units(county, office) -> list[Unit]:
    """Sixty schools beside the office, in an order that their names give away."""
    return Unit.objects.bulk_create(
        Unit(name=f"第{number:02d}小学", short_name=f"{number:02d}小", kind=UnitKind.SCHOOL, area=county)
        for number in range(1, 61)
    )


@pytest.fixture
def keeper(make_user, signed_in):
    """A client of the system administrator, whose list of units is the frame's list in its plainest form."""
    return signed_in(make_user("system_admin"))
