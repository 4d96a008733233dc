"""Names made comparable, and numbers told right from wrong."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.linkage.people import number, row, table
from weibao.linkage import differences, prepare
from weibao.linkage.names import name_alikeness, readings, simplify, split_name
from weibao.linkage.numbers import birth_of, births_inside, is_one_slip_apart, is_usable

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("曾子涵", "zeng"),
        ("单雨", "shan"),
        ("解思", "xie"),
        ("任明", "ren"),
        ("查理", "zha"),
        ("仇英", "qiu"),
        ("欧阳雪", "ouyang"),
    ],
)
def test_surnames_with_a_reading_of_their_own_are_read_so(name, surname):
    assert readings(name)[0] == surname


def test_a_traditional_name_is_the_simplified_one():
    assert simplify("歐陽麗華") == "欧阳丽华"
    assert name_alikeness("梁瑛睿", "梁英睿") == 3
    assert name_alikeness("李形馨", "李彤馨") == 2
    assert name_alikeness("王雨", "李雨") == 0


@given(st.lists(st.text("欧阳单于曾李龍馬張三·A ", max_size=5), min_size=1, max_size=12))
def test_many_names_are_read_as_each_is_read_alone(names):
    prepared = prepare(table(*(row(place, name, guardian_name=name) for place, name in enumerate(names))))
    for name, read in zip(names, prepared.to_pylist(), strict=True):
        simple = simplify(name)
        first, rest, heard, initials = readings(simple)
        assert (read["name"], read["initials"], read["sound"].split()) == (simple, initials, heard.split())
        assert read["pinyin"].split() == f"{first} {rest}".split()
        assert ((read["surname"] or ""), (read["given_1"] or "") + (read["given_2"] or "")) == split_name(
            simple
        )
        assert (read["guardian"] or "") == simple


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("红柳镇五里村9社78号", ("红柳镇", "红柳镇|五里村", "五里村9社78号")),
        ("沙泉縣紅柳鎮 五里村9社78号", ("红柳镇", "红柳镇|五里村", "五里村9社78号")),
        ("红柳镇第3居委会2栋", ("红柳镇", "红柳镇|第3居委会", "第3居委会2栋")),
        ("五里村", (None, "|五里村", None)),
        ("12号楼", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_an_address_tells_town_village_and_door(address, read):
    (prepared,) = prepare(table(row(1, "李雨", address=address))).to_pylist()
    assert (prepared["town"], prepared["village"], prepared["door"]) == read


def test_a_name_with_a_dot_has_no_surname():
    assert split_name("阿依古丽·买买提") == ("", "阿依古丽·买买提")


@given(
    st.dates(date(2008, 1, 1), date(2024, 12, 31)), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9)
)
def test_one_wrong_digit_makes_a_number_unusable_yet_near(born, serial, place, more):
    good = number(born, serial)
    wrong = good[:place] + str((int(good[place]) + more) % 10) + good[place + 1 :]
    assert is_usable(good)
    assert not is_usable(wrong)
    assert is_one_slip_apart(wrong, good)
    assert is_one_slip_apart(good[:place] + good[place + 1 :], good)


@given(
    st.lists(
        st.text("0123456789Xx年 ", max_size=19) | st.dates(date(1890, 1, 1)).map(lambda day: number(day, 7))
    )
)
def test_many_numbers_at_once_are_judged_like_one(written):
    judged = births_inside(pa.array(written, pa.string())).to_pylist()
    assert judged == [birth_of(one) if is_usable(one) else None for one in written]


def test_two_slips_are_not_one():
    assert not is_one_slip_apart("620799201405061234", "620799201405069934")


def test_a_number_that_contradicts_the_birth_date_is_doubted():
    born = date(2014, 5, 6)
    made = prepare(
        table(row(1, "王雨", id_number=number(born, 123), birth_date=date(2013, 5, 6)))
    ).to_pylist()[0]
    assert made["id_number"] is None
    assert made["id_doubted"] == number(born, 123)
    assert made["birth"] == date(2013, 5, 6)


def test_an_address_is_taken_apart_with_and_without_the_county():
    rows = prepare(
        table(
            row(1, "王雨", address="示范县沙泉镇东关社区6社2号"),
            row(2, "王雨", address="沙泉镇东关社区6社2号"),
            row(3, "王雨", address="沙泉镇"),
        )
    ).to_pylist()
    assert rows[0]["door"] == rows[1]["door"] == "东关社区6社2号"
    assert rows[0]["village"] == rows[1]["village"] == "沙泉镇|东关社区"
    assert rows[2]["town"] == "沙泉镇" and rows[2]["village"] is None


def test_differences_mark_the_characters_that_differ():
    found = {
        one.field: one
        for one in differences({"name": "王子涵", "sex": "男"}, {"name": "王子晗", "sex": None})
    }
    assert found["name"].verdict == "alike"
    assert found["name"].left == (("王子", False), ("涵", True))
    assert found["name"].right == (("王子", False), ("晗", True))
    assert found["sex"].verdict == "missing"


def test_a_telephone_in_common_is_alike():
    one = differences({"guardian_phone": "13800000001 13800000002"}, {"guardian_phone": "13800000002"})[0]
    assert one.verdict == "alike" and one.note
