"""What a child's file says, from its rows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import id_number
from weibao.people.derive import Said, derive, search_keys
from weibao.people.locating import bare, parts_of_address
from weibao.people.search import years_before
from weibao.people.telling import masked_address, sentence_of

NUMBER, OTHER = id_number("2012-05-06", 11), id_number("2013-01-02", 13)
pytestmark = pytest.mark.pure


def said(feed: str = "education", age: int = 0, **values) -> Said:
    """A row; the higher its age the older."""
    flags = {key: values.pop(key) for key in ("number_denied", "superseded") if key in values}
    return Said(feed, values, (100 - age,), **flags)


def test_birth_date_and_sex_come_from_the_id_number():
    made = derive([said(name="甲", id_number=NUMBER, birth_date="2012-05-06", sex="女")])
    assert (made.birth_date, made.sex) == (date(2012, 5, 6), "男")


def test_the_number_of_most_rows_wins():
    rows = [said(name="甲", id_number=OTHER), said(age=1, id_number=NUMBER), said(age=2, id_number=NUMBER)]
    assert derive(rows).id_number == NUMBER


def test_a_number_that_contradicts_its_own_row_gives_way_to_a_clean_one():
    doubted = said(name="甲", id_number=OTHER, birth_date="2013-01-02", birth_date_written="2012-05-06")
    assert derive([doubted, said(age=1, name="甲", id_number=NUMBER)]).id_number == NUMBER
    assert derive([doubted]).id_number == OTHER
    against = said(age=1, name="甲", birth_date="2012-05-06")
    made = derive([doubted, against])
    assert (made.id_number, made.birth_date) == ("", date(2012, 5, 6))


def test_a_denied_number_never_counts():
    assert derive([said(name="甲", id_number=NUMBER, number_denied=True)]).id_number == ""


def test_the_name_is_as_most_rows_write_it():
    rows = [said(name="曾子寒"), said(age=1, name="曾子涵"), said(age=2, name="曾子涵")]
    assert derive(rows).name == "曾子涵"


def test_of_equally_frequent_names_the_one_beside_the_number_wins():
    assert derive([said(name="曾子寒"), said(age=1, name="曾子涵", id_number=NUMBER)]).name == "曾子涵"


def test_school_comes_from_the_newest_row_of_education():
    rows = [
        said("hotline", name="甲", school_name="别处"),
        said(age=1, school_name="新校", grade="八年级"),
        said(age=2, school_name="旧校", grade="七年级"),
    ]
    made = derive(rows)
    assert (made.school_name, made.grade) == ("新校", "八年级")


def test_town_and_village_come_from_civil_affairs_before_any_address():
    address = said(name="甲", home_address="云岭县白杨镇白杨村1社")
    affairs = said("civil_affairs", age=5, town="青禾镇", village="青禾村")
    assert (derive([address, affairs]).town, derive([address]).town) == ("青禾镇", "白杨镇")


def test_corrected_versions_speak_only_where_nothing_else_does():
    old = said(name="旧名", superseded=True, child_category="孤儿")
    assert derive([old]).name == "旧名"
    made = derive([old, said(age=1, name="新名")])
    assert (made.name, made.categories) == ("新名", "")


def test_a_guardian_is_named_once_with_all_his_telephones():
    rows = [
        said(name="甲", guardian_name="王五", guardian_phone="13900000001 0936123456"),
        said(
            "civil_affairs",
            age=1,
            guardian_name="王五",
            guardian_relation="父亲",
            guardian_phone="13900000001",
        ),
        said("health", age=2, guardian_phone="13900000001"),
        said("health", age=3, guardian_phone="13900000003"),
    ]
    guardians = derive(rows).guardians
    assert [(one.name, one.relation, one.phones) for one in guardians] == [
        ("王五", "父亲", ["13900000001", "0936123456"]),
        ("", "", ["13900000003"]),
    ]


values = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["曾子涵", "曾梓涵", "曾子寒"]),
        "id_number": st.sampled_from([NUMBER, OTHER]),
        "birth_date": st.sampled_from(["2012-05-06", "2013-01-02"]),
        "birth_date_written": st.sampled_from(["2012-05-06"]),
        "guardian_name": st.sampled_from(["王五", "赵六"]),
        "guardian_phone": st.sampled_from(["13900000001", "13900000001 13900000002"]),
        "town": st.sampled_from(["青禾镇", "白杨镇"]),
        "home_address": st.sampled_from(["云岭县青禾镇青禾村1社", "不详"]),
    },
)


@given(st.lists(values, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, chance):
    given_rows = [said(age=n, **one) for n, one in enumerate(rows)]
    shuffled = list(given_rows)
    chance.shuffle(shuffled)
    assert derive(shuffled) == derive(given_rows)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("曾子涵", ("zengzihan", "zzh")),
        ("单雨桐", ("shanyutong", "syt")),
        ("解放", ("xiefang", "xf")),
        ("仇英", ("qiuying", "qy")),
        ("欧阳震华", ("ouyangzhenhua", "ozh")),
        ("張偉", ("zhangwei", "zw")),
    ],
)
def test_names_are_read_with_their_surnames_own_reading(name, keys):
    assert search_keys(name) == keys


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("云岭县青禾镇青禾村3社15号", ("青禾镇", "青禾村")),
        ("青禾镇西街社区", ("青禾镇", "西街社区")),
        ("青禾镇", ("青禾镇", "")),
        ("县城东街", ("", "")),
        ("", ("", "")),
    ],
)
def test_an_address_gives_its_town_and_village(address, parts):
    assert parts_of_address(address) == parts


def test_offices_endings_do_not_hide_a_place():
    assert {bare(name) for name in ("青禾镇人民政府", "青禾镇", "青禾")} == {"青禾"}
    assert {bare(name) for name in ("青禾村村民委员会", "青禾村村委会", "青禾村")} == {"青禾"}


def test_an_address_is_masked_behind_the_village():
    assert masked_address("云岭县青禾镇青禾村3社15号") == "云岭县青禾镇青禾村****"
    assert "15" not in masked_address("建设路15号院3单元")


def test_29_february_turns_28_in_other_years():
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("feed", "values", "sentence"),
    [
        (
            "education",
            {"enrolment_status": "在读", "days_absent": 12},
            "2025-12 在校情况：在读，连续未到校 12 天。",
        ),
        (
            "police",
            {"incident_type": "盗窃", "minor_role": "行为人", "outcome": "训诫"},
            "盗窃警情（行为人），训诫。",
        ),
        ("health", {"reporting_unit": "县医院", "report_type": "心理转介"}, "县医院报告：心理转介。"),
        ("eighth", {"name": "甲", "handling_status": "已办"}, "处理状态：已办。"),
    ],
)
def test_a_row_is_told_in_one_sentence_without_identities(feed, values, sentence):
    assert sentence_of(feed, values, date(2025, 12, 1)) == sentence
