"""A county's towns and villages by GB/T 2260."""

import gzip

import pytest

from weibao.places.divisions import PACKED, DivisionsMissing, UnknownCounty, pack, read_county

pytestmark = pytest.mark.pure

COUNTY = {
    "areas.csv": 'code,name,cityCode,provinceCode\n620799,"云岭县",6207,62\n',
    "streets.csv": 'code,name,areaCode,provinceCode,cityCode\n620799101,"青禾镇",620799,62,6207\n'
    '620799500,"国营云岭农场",620799,62,6207\n',
    "villages.csv": "code,name,streetCode,provinceCode,cityCode,areaCode\n"
    '620799101201,"青溪村村民委员会",620799101,62,6207,620799\n'
    '620799500598,"农场虚拟生活区",620799500,62,6207,620799\n',
}


@pytest.fixture
def packed(tmp_path):
    for name, text in COUNTY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    target = tmp_path / "divisions.csv.gz"
    assert pack(tmp_path, target) == 5
    return target


def test_the_counties_of_the_packed_list_are_read_with_their_parts(packed):
    county = read_county("620799", packed)
    assert county.name == "云岭县"
    assert county.towns == (("620799101", "青禾镇"),)
    assert ("620799101201", "青溪村村民委员会") in county.villages


def test_a_farm_is_no_town_and_its_village_bears_its_name(packed):
    assert ("620799500598", "国营云岭农场") in read_county("620799", packed).villages


def test_packing_twice_gives_the_same_file(packed):
    before = packed.read_bytes()
    pack(packed.parent, packed)
    assert packed.read_bytes() == before


@pytest.mark.parametrize("code", ["620798", "6207", "620799101", "", "x"])
def test_a_code_that_is_no_countys_is_named(packed, code):
    with pytest.raises(UnknownCounty, match="六位代码"):
        read_county(code, packed)


def test_a_missing_or_broken_list_says_how_to_get_it(packed):
    with pytest.raises(DivisionsMissing, match="make setup"):
        read_county("620799", packed.with_name("none.csv.gz"))
    packed.write_bytes(packed.read_bytes()[:40])
    with pytest.raises(DivisionsMissing, match="make setup"):
        read_county("620799", packed)
    packed.write_bytes(b"not gzip")
    with pytest.raises(DivisionsMissing, match="make setup"):
        read_county("620799", packed)


def test_the_list_that_set_up_packs_holds_the_reference_county():
    with gzip.open(PACKED, "rt", encoding="utf-8") as file:
        assert file.readline()
    county = read_county("620723")
    assert (len(county.towns), len(county.villages)) == (7, 82)
