"""Standing people and places of the tests: two towns with a village each, a school, a department, and who works there."""

from collections.abc import Callable

import pytest
from django.contrib.auth.signals import user_logged_in
from django.db import connection

from weibao.access.first_steps import PROVED
from weibao.access.models import DutyAssignment, Unit, UnitKind, User
from weibao.audit.protection import unprotect
from weibao.places.models import Area
from weibao.places.services import create_areas

COUNTY = "620799"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tests that commit empty the database afterwards, and tests of the log tamper with it: the log's protection in
    the database stands aside, save where `tests/audit/test_protection.py` puts it back."""
    with django_db_blocker.unblock():
        unprotect(connection)


def prove(sender, request, **kwargs) -> None:
    request.session[PROVED] = "in-tests"


@pytest.fixture(autouse=True)
def second_factor_proved():
    """Whoever signs in in a test has shown a second factor; tests of just that take this back
    (`asked_for_second_factor`)."""
    user_logged_in.connect(prove, dispatch_uid="tests")
    yield
    user_logged_in.disconnect(dispatch_uid="tests")


@pytest.fixture
def asked_for_second_factor(second_factor_proved) -> None:
    """Signing in is as it is outside of tests."""
    user_logged_in.disconnect(dispatch_uid="tests")


@pytest.fixture
def county(db) -> Area:
    return create_areas(
        (COUNTY, "云岭县"),
        [
            ("620799101", "青禾镇"),
            ("620799101201", "青禾村"),
            ("620799102", "白杨镇"),
            ("620799102201", "白杨村"),
        ],
    )


@pytest.fixture
def office(county) -> Unit:
    """The governance centre, where the county's own staff work."""
    return Unit.objects.create(name="云岭县综治中心", kind=UnitKind.COUNTY, area=county)


@pytest.fixture
def education_bureau(county) -> Unit:
    return Unit.objects.create(
        name="云岭县教育局", kind=UnitKind.DEPARTMENT, area=county, authority="education"
    )


@pytest.fixture
def school(county) -> Unit:
    return Unit.objects.create(
        name="云岭县青禾中学", kind=UnitKind.SCHOOL, area=Area.objects.get(code="620799101")
    )


MakeUser = Callable[..., User]


@pytest.fixture
def make_user(office) -> MakeUser:
    """`make_user("reviewer", area="620799101", unit=school)`: a user who holds that duty."""

    def make(*kinds: str, area: str = COUNTY, unit: Unit | None = None, name: str = "") -> User:
        number = User.objects.count() + 1
        user = User.objects.create_user(
            f"user{number}", "pass-word-for-tests", name=name or f"人员{number}", unit=unit or office
        )
        for kind in kinds:
            DutyAssignment.objects.create(
                user=user, kind=kind, unit=unit or office, area_id=area, purpose="履行职责"
            )
        return user

    return make


@pytest.fixture
def signed_in(client) -> Callable[[User], object]:
    """`signed_in(user)`: a client with that user's session."""

    def enter(user: User):
        client.force_login(user)
        return client

    return enter
