"""`weibao init`: a real county starts empty, with its places, its units and two administrators."""

import json

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.contrib.auth import authenticate

from weibao.access.commands import init
from weibao.access.departments import departments
from weibao.access.founding import CountyRefused, found_county, village_name
from weibao.access.models import DutyAssignment, Unit, UnitKind, User
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.feeds.definitions import definitions
from weibao.feeds.models import Delivery
from weibao.places.divisions import Division
from weibao.places.models import Area, Level
from weibao.places.services import ensure_county

pytestmark = pytest.mark.django_db

SHALING = Division(
    "620798",
    "沙岭县",
    (("620798001", "城关街道"), ("620798101", "沙泉镇")),
    (
        ("620798001001", "东街社区居委会"),
        ("620798101201", "柳沟村村民委员会"),
        ("620798101202", "柳沟村村民委员会"),
        ("620798500598", "国营沙岭农场"),
    ),
)


def test_a_county_gets_its_areas_units_and_first_two_accounts():
    ensure_county()
    founded = found_county(actor=CONSOLE, division=SHALING)
    assert (founded.county.name, founded.towns, founded.villages) == ("沙岭县", 2, 4)
    assert list(Area.objects.filter(level=Level.COUNTY).values_list("code", flat=True)) == ["620798"]
    assert Area.objects.get(code="620798101201").name == "柳沟村"
    assert Area.objects.get(code="620798500598").parent_id == "620798"
    names = set(Unit.objects.values_list("name", flat=True))
    assert {
        "沙岭县公安局",
        "沙泉镇人民政府",
        "城关街道办事处",
        "城关街道东街社区居委会",
        "国营沙岭农场",
    } <= names
    assert "沙泉镇柳沟村村民委员会（620798101202）" in names
    assert founded.units == len(names) == 51 + 2 + 4
    assert set(founded.passwords) == {"system-admin", "security-admin"}
    assert Entry.objects.filter(action="county.found").count() == 1


def test_the_first_passwords_are_good_for_signing_in_and_must_be_changed():
    founded = found_county(actor=CONSOLE, division=SHALING)
    user = authenticate(username="security-admin", password=founded.passwords["security-admin"])
    assert user.must_change_password
    assert [duty.kind for duty in user.active_duties] == ["security_admin"]


def test_the_same_county_a_second_time_changes_nothing():
    found_county(actor=CONSOLE, division=SHALING)
    before = (Unit.objects.count(), User.objects.count(), Entry.objects.count())
    again = found_county(actor=CONSOLE, division=SHALING)
    assert again.passwords == {}
    assert (Unit.objects.count(), User.objects.count(), Entry.objects.count()) == before


def test_a_folder_never_becomes_another_county():
    found_county(actor=CONSOLE, division=SHALING)
    with pytest.raises(CountyRefused, match="已经是沙岭县"):
        found_county(actor=CONSOLE, division=Division("620797", "别县", (), ()))
    assert ensure_county().code == "620798"


def test_a_folder_with_data_of_no_county_is_refused_whole():
    Delivery.objects.create(
        feed="police",
        file_name="a.xlsx",
        fingerprint="0" * 64,
        area=ensure_county(),
        report_month="2025-12-01",
    )
    with pytest.raises(CountyRefused, match="空目录"):
        found_county(actor=CONSOLE, division=SHALING)
    assert not Unit.objects.exists()


def test_a_demonstration_never_becomes_a_real_county():
    settings.DEMO_MARK.touch()
    try:
        with pytest.raises(CountyRefused, match="演示数据目录"):
            found_county(actor=CONSOLE, division=SHALING)
    finally:
        settings.DEMO_MARK.unlink()


def test_the_command_prints_one_object_and_the_passwords_once():
    answer = CliRunner().invoke(init, ["--county", "620723", "--json"])
    told = json.loads(answer.stdout)
    assert told["county"] == {"code": "620723", "name": "临泽县"}
    assert (told["towns"], told["villages"], told["units"]) == (7, 82, 51 + 7 + 82)
    assert [one["username"] for one in told["accounts"]] == ["system-admin", "security-admin"]
    assert all(one["password"] for one in told["accounts"])
    assert json.loads(CliRunner().invoke(init, ["--county", "620723", "--json"]).stdout)["accounts"] == []
    assert CliRunner().invoke(init, ["--county", "620702"]).exit_code == 2
    assert CliRunner().invoke(init, ["--county", "123"]).exit_code == 2
    assert "一次性密码" not in CliRunner().invoke(init, ["--county", "620723"]).stdout
    assert DutyAssignment.objects.count() == 2


def test_fifty_one_units_are_members_and_every_kind_of_data_has_a_sender():
    assert len({one.called("云岭县") for one in departments()}) == 51
    assert len({one.short for one in departments()}) == 51
    assert {one.kind for one in departments()} <= {
        UnitKind.COUNTY,
        UnitKind.DEPARTMENT,
        UnitKind.ORGANISATION,
    }
    authorities = {one.authority for one in departments()}
    for feed in definitions().values():
        assert authorities >= set(feed.authorities)


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("东寨村村民委员会", "东寨村"),
        ("东寨村委会", "东寨村"),
        ("颐和社区居民委员会", "颐和社区"),
        ("东关街居委会", "东关街社区"),
        ("乌兰嘎查村民委员会", "乌兰嘎查"),
        ("园艺场", "园艺场"),
    ],
)
def test_a_village_is_called_by_its_short_name(official, short):
    assert village_name(official) == short
