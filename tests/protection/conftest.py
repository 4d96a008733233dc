"""Standing people of protection's tests: a boy of 青禾镇 with a row, a policeman who is not in charge of him, those who are, and what
of him is sealed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.people.conftest import filed, id_number
from tests.people.deliveries import deliver
from weibao.access.models import Unit, UnitKind, User
from weibao.feeds.models import FeedRow
from weibao.intervention.models import Level, Tier, TierState
from weibao.machines import CannotAct
from weibao.people.models import Child, Link, Method
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


ALL_KINDS = [
    "specialised_education",
    "specialised_correction",
    "penalty",
    "coercive_measure",
    "non_prosecution",
]


def link(row: FeedRow, child: Child) -> FeedRow:
    row.natural_key = f"key-{row.pk}".ljust(32, "0")
    row.content_key = f"content-{row.pk}".ljust(32, "0")
    row.save()
    Link.objects.create(row=row, child=child, method=Method.ID_NUMBER, probability=1, reason="身份证号一致。")
    return row


@pytest.fixture
def decided(child) -> FeedRow:
    """That the procuratorate decided not to prosecute him."""
    (row,) = deliver(
        "judicial",
        {
            "case_number": "云检未〔2025〕7号", "case_type": "盗窃封存样本", "litigation_role": "犯罪嫌疑人",
            "name": child.name, "id_number": NUMBER, "accepted_on": "2025-02-01", "decision": "相对不起诉",
            "decided_on": "2025-03-10", "handling_unit": "云岭县检察院未检办",
        },
    )  # fmt: skip
    return link(row, child)


@pytest.fixture
def theft(child) -> FeedRow:
    """That he stole, which screening counts."""
    (row,) = deliver(
        "police",
        {
            "incident_number": "J20259988", "received_at": "2025-12-02 20:10", "incident_type": "盗窃",
            "minor_role": "行为人", "name": child.name, "id_number": NUMBER, "place": "白杨集市东口",
            "outcome": "行政处罚：警告", "handling_unit": "白杨派出所值班二组",
        },
    )  # fmt: skip
    return link(row, child)


@pytest.fixture
def tier(child, education_bureau) -> Tier:
    return Tier.objects.create(
        child=child, level=Level.OFFENCE, authority="education", state=TierState.CLOSED,
        grounds=[{"article": "第44条", "item": "多次严重危害社会"}],
        measures=[{"article": "第44条", "item": "专门教育"}],
        text="专门学校封存样本情况", opened_on=date(2025, 2, 1), until=date(2025, 9, 1),
        closed_on=date(2025, 8, 20), closing_text="评估封存样本结论", back_in_normal_life=True,
        unit=education_bureau,
    )  # fmt: skip


def notice(user: User, *kinds: str, along: bool = False) -> None:
    services.seal_by_notice(
        actor=user,
        id_number=NUMBER,
        kinds=list(kinds or ALL_KINDS),
        document="云检封〔2025〕3号",
        along=along,
    )


@pytest.fixture
def prosecutor(make_user) -> User:
    return make_user("procuratorate", name="检察官己")
