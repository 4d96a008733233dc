"""Single situations that a clerk knows by heart."""

from datetime import date

import pytest

from tests.linkage.people import crowd, groups, number, row, table
from weibao.linkage import link

pytestmark = pytest.mark.pure

BORN = date(2014, 5, 6)
GOOD = number(BORN, 123)
HOME = {"guardian_name": "苗大山", "guardian_phone": "13800000001", "address": "示范县沙泉镇五里村9社78号"}


def linked(*rows):
    return link(table(*rows, *crowd()))


def together(found, *records):
    return any(set(records) <= group for group in groups(found.links))


def proposed(found, record):
    return [one for one in found.proposals.to_pylist() if one["record_id"] == record]


def cluster_of(found, record: int) -> int:
    return next(one["cluster"] for one in found.links.to_pylist() if one["record_id"] == record)


def test_rows_with_one_right_number_are_one_child():
    found = linked(row(1, "苗雨涵", id_number=GOOD, birth_date=BORN), row(2, "苗雨涵", id_number=GOOD))
    assert together(found, 1, 2)
    assert found.links.to_pylist()[0]["method"] == "id_number"
    assert "身份证号相同" in found.links.to_pylist()[0]["reason"]


def test_a_traditional_name_and_a_homophone_are_no_obstacle_to_a_shared_number():
    found = linked(
        row(1, "馬語涵", id_number=GOOD), row(2, "马语涵", id_number=GOOD), row(3, "马雨晗", id_number=GOOD)
    )
    assert together(found, 1, 2, 3)


def test_name_birth_date_and_telephone_are_enough_without_a_number():
    found = linked(
        row(1, "苗雨涵", id_number=GOOD, birth_date=BORN, **HOME), row(2, "苗雨涵", birth_date=BORN, **HOME)
    )
    assert together(found, 1, 2)
    assert found.methods["model"] >= 1


def test_twins_stay_two_children_although_they_share_everything_but_the_name():
    found = linked(
        row(
            1,
            "苗雨涵",
            sex="女",
            birth_date=BORN,
            id_number=number(BORN, 124),
            once_key="education|2025-12",
            **HOME,
        ),
        row(2, "苗雨欣", sex="女", birth_date=BORN, once_key="education|2025-12", **HOME),
        row(3, "苗雨欣", sex="女", birth_date=BORN, **HOME),
    )
    assert together(found, 2, 3)
    assert not together(found, 1, 2)


def test_a_brothers_number_is_not_believed_when_the_birth_date_speaks_against_it():
    younger = date(2017, 8, 9)
    found = linked(
        row(1, "苗雨涵", sex="男", birth_date=BORN, id_number=GOOD, **HOME),
        row(2, "苗大壮", sex="男", birth_date=younger, id_number=GOOD, **HOME),
        row(3, "苗大壮", sex="男", birth_date=younger, id_number=number(younger, 125), **HOME),
    )
    assert not together(found, 1, 2)
    assert together(found, 2, 3)


def test_a_twins_telephone_does_not_outweigh_the_childs_own_name():
    listed = {"birth_date": BORN, "sex": "男", "guardian_name": "郑可", "once_key": "education|2025-12"}
    found = linked(
        row(1, "苗嘉宇", guardian_phone="13905550123", **listed),
        row(2, "苗嘉航", id_number=number(BORN, 125), **listed),
        row(3, "苗嘉航", birth_date=BORN, sex="男", guardian_phone="13905550123"),
    )
    assert not together(found, 1, 3)
    asked = [one for one in found.proposals.to_pylist() if one["record_id"] == 3]
    assert together(found, 2, 3) or asked[0]["cluster"] == cluster_of(found, 2)


def test_whoever_carries_a_brothers_number_is_asked_about_under_his_own_name_first():
    younger = date(2018, 8, 9)
    found = linked(
        row(1, "苗浩宇", sex="男", birth_date=younger, id_number=number(younger, 125), **HOME),
        row(2, "苗梓轩", sex="男", birth_date=BORN, id_number=number(BORN, 125), **HOME),
        row(3, "苗梓轩", sex="男", id_number=number(younger, 125)),
    )
    assert not together(found, 1, 3)
    first = next(one for one in found.proposals.to_pylist() if one["record_id"] == 3)
    assert first["cluster"] == cluster_of(found, 2)
    assert "同一家庭另一名儿童" in first["reason"]


def test_two_different_right_numbers_wait_for_a_person_even_if_all_else_agrees():
    found = linked(
        row(1, "苗雨涵", birth_date=BORN, id_number=GOOD, **HOME),
        row(2, "苗雨涵", birth_date=BORN, id_number=number(BORN, 321), **HOME),
    )
    assert not together(found, 1, 2)
    asked = proposed(found, 2) or proposed(found, 1)
    assert asked and "身份证号不同" in asked[0]["reason"]


def test_a_number_one_slip_from_right_speaks_for_its_child():
    slip = GOOD[:9] + str((int(GOOD[9]) + 1) % 10) + GOOD[10:]
    found = linked(
        row(1, "苗雨涵", birth_date=BORN, id_number=GOOD),
        row(2, "苗雨涵", birth_date=BORN, id_number_raw=slip),
    )
    assert together(found, 1, 2)
    second = next(one for one in found.links.to_pylist() if one["record_id"] == 2)
    assert "只差一处" in second["reason"]


def test_one_list_twice_is_never_one_child_by_itself():
    same = {"birth_date": BORN, "id_number": GOOD, "once_key": "education|2025-12"}
    found = linked(row(1, "苗雨涵", **same), row(2, "苗雨涵", **same))
    assert not together(found, 1, 2)
    assert proposed(found, 2)[0]["rank"] == 1


def test_two_rows_with_nothing_but_a_name_are_not_joined():
    found = linked(row(1, "苗雨涵", sex="女"), row(2, "苗雨涵", sex="女"))
    assert not together(found, 1, 2)


def test_a_new_row_joins_the_existing_child_and_nothing_else_moves():
    known = row(1, "苗雨涵", birth_date=BORN, id_number=GOOD, child_id=77, **HOME)
    found = linked(known, row(2, "苗雨涵", birth_date=BORN, **HOME))
    links = {one["record_id"]: one for one in found.links.to_pylist()}
    assert links[2]["child_id"] == 77 and links[2]["cluster"] is None
    assert 1 not in links


def test_a_row_between_two_existing_children_goes_to_a_person():
    found = linked(
        row(1, "苗雨涵", birth_date=BORN, child_id=1, **HOME),
        row(2, "苗雨涵", birth_date=BORN, child_id=2, **HOME),
        row(3, "苗雨涵", birth_date=BORN, **HOME),
    )
    third = next(one for one in found.links.to_pylist() if one["record_id"] == 3)
    assert third["child_id"] is None
    assert {one["child_id"] for one in proposed(found, 3)} == {1, 2}


def test_records_without_a_name_are_refused_in_words():
    with pytest.raises(ValueError, match="name"):
        link(table(row(1, None)))


def test_nothing_in_gives_nothing_out():
    found = link(table())
    assert found.links.num_rows == found.proposals.num_rows == 0
