"""Standing people of protection's tests: a boy of 青禾镇 with a row, a policeman who is not in charge of him, those who are."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.people.conftest import filed, id_number
from tests.people.deliveries import deliver
from weibao.access.models import Unit, UnitKind, User
from weibao.machines import CannotAct
from weibao.people.models import Child
from weibao.protection import services
from weibao.protection.models import AccessRequest, BreakGlass

REFUSED = (CannotAct, PermissionDenied)
"""How a service turns away who may not: the log has the refusal, or the record's own rule says why."""
NUMBER = id_number("2011-05-06", 15)
DANGER = "接到同学电话，孩子留下遗书离家，正在水库附近，需要马上联系家长和学校。"


@pytest.fixture
def child(county, school) -> Child:
    (row,) = deliver(
        "education",
        {
            "name": "曾子涵", "sex": "男", "birth_date": "2011-05-06", "id_number": NUMBER,
            "guardian_name": "曾建国", "guardian_phone": "13900000001",
            "home_address": "云岭县青禾镇青禾村3社15号", "school_name": school.name, "grade": "七年级",
            "class_name": "2班", "enrolment_status": "在读",
        },
    )  # fmt: skip
    found = filed(row)
    assert found.area_code.startswith("620799101")
    return found


@pytest.fixture
def station(county) -> Unit:
    return Unit.objects.create(
        name="白杨派出所", kind=UnitKind.DEPARTMENT, area_id="620799102", authority="police"
    )


@pytest.fixture
def officer(make_user, station) -> User:
    return make_user("police", unit=station, name="民警丁")


@pytest.fixture
def town(make_user) -> User:
    """The officer of the town in which the child lives."""
    return make_user("township_officer", area="620799101", name="专干甲")


@pytest.fixture
def other_town(make_user) -> User:
    return make_user("township_officer", area="620799102", name="专干乙")


@pytest.fixture
def coordinator(make_user) -> User:
    return make_user("coordinator", name="统筹员丙")


def ask(user: User, subject: str = NUMBER, **changes) -> AccessRequest:
    said = {"purpose": "verify", "reason": "正在办理一起走失警情。", "days": 3} | changes
    return services.ask_access(actor=user, subject=subject, **said)


@pytest.fixture
def asked(child, officer) -> AccessRequest:
    return ask(officer)


@pytest.fixture
def granted(asked, town) -> AccessRequest:
    return services.grant_access(actor=town, request=asked, reason="同意，请及时反馈。")


@pytest.fixture
def broken(child, officer) -> BreakGlass:
    return services.break_glass(actor=officer, id_number=NUMBER, reason=DANGER, hours=2)
