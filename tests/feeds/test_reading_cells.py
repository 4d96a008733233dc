"""What cells say: each form that clerks write becomes one value, and nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import id_number
from weibao.feeds.normalising import codes, dates, name, number, person, phone, text
from weibao.feeds.normalising import id_number as read_number

pytestmark = pytest.mark.pure
TODAY = date(2026, 1, 31)
GOOD = id_number("2012-03-05", 11)
WITH_X = next(n for i in range(1, 200) if (n := id_number("2012-03-05", i)).endswith("X"))
day = dates(TODAY, with_time=False)
moment = dates(TODAY, with_time=True)


@pytest.mark.parametrize(
    "cell",
    [
        "2012-03-05", "2012-3-5", "2012/3/5", "2012/03/05", "2012.3.5", "2012.03.05", "20120305", 20120305.0,
        "2012年3月5日", "2012年03月05日", "2012 年 3 月 5 日", "２０１２年３月５日", " 2012-03-05 ", "\u00a02012-03-05\u3000",
        "2012-03-05 00:00:00", "2012-03-05T00:00:00", 40973.0, "40973", "'2012-03-05", "2012年3月5号",
    ],
)  # fmt: skip
def test_a_date_is_understood_in_every_form(cell):
    assert day(cell) == ("2012-03-05", None, None)


@pytest.mark.parametrize(
    "cell",
    ["2012年2月31日", "2013-02-29", "20121332", "2012/13/05", "2012.4.31", "2012-00-12", "2012-03-05 25:00"],
)
def test_an_impossible_date_is_refused_and_not_guessed(cell):
    found = day(cell)
    assert found.value is None
    assert found.finding.code == "date.impossible"
    assert found.finding.refuses


@pytest.mark.parametrize(
    "cell", ["12-3-5", "2012年3月", "3/5/2012", "今年三月", "2012", 2012.3, 38.0, "约2012-03-05", -40973.0]
)
def test_a_date_that_leaves_something_open_is_refused(cell):
    assert day(cell).finding.code == "date.form"


def test_a_date_in_the_future_is_refused():
    assert day("2026-02-01").finding.code == "date.future"
    assert day("2026-01-31").value == "2026-01-31"


def test_a_time_of_day_stays_where_it_matters():
    assert moment("2025-12-05 21:30:10").value == "2025-12-05T21:30"
    assert moment("2025年12月5日 21时30分").value == "2025-12-05T21:30"
    assert moment("2025-12-05 00:00").value == "2025-12-05"
    assert day("2025-12-05 21:30").value == "2025-12-05"


@pytest.mark.parametrize("cell", ["无", "不详", "-", "/", "未知", "　"])
def test_words_that_say_nothing_are_nothing_in_dates_numbers_and_telephones(cell):
    assert day(cell) == phone(cell) == number(cell) == read_number(cell) == (None, None, None)


@pytest.mark.parametrize(
    "cell",
    [GOOD, f"{GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}", f"'{GOOD}", f"‘{GOOD}", f" {GOOD}\u00a0", f"{GOOD[:6]}-{GOOD[6:14]}-{GOOD[14:]}",
     GOOD.translate(str.maketrans("0123456789", "０１２３４５６７８９"))],
)  # fmt: skip
def test_a_good_id_number_is_found_under_blanks_apostrophes_and_wide_digits(cell):
    assert read_number(cell).value == GOOD


@pytest.mark.parametrize("x", ["x", "X", "ｘ"])
def test_a_small_x_is_the_same_number(x):
    assert read_number(WITH_X[:17] + x).value == WITH_X


@pytest.mark.parametrize(
    ("cell", "code", "raw"),
    [
        (GOOD[:17], "id_number.length", GOOD[:17]),
        (GOOD[:16] + str((int(GOOD[16]) + 1) % 10) + GOOD[17], "id_number.check", None),
        (f"620799201202310{GOOD[15:]}", "id_number.date", None),
        (float(GOOD[:17] + "0"), "id_number.float", "6.20799E+17"),
        ("6.20799E+17", "id_number.float", "6.20799E+17"),
        ("G12345678", "id_number.form", "G12345678"),
        ("620799120305123", "id_number.length", None),
    ],
)  # fmt: skip
def test_a_number_that_is_not_right_is_kept_as_written_and_never_repaired(cell, code, raw):
    found = read_number(cell)
    assert found.value is None
    assert found.finding.code == code
    assert not found.finding.refuses
    assert found.raw == (raw or cell)


def test_the_message_says_what_is_wrong_and_what_was_done():
    wrong = GOOD[:16] + str((int(GOOD[16]) + 1) % 10) + GOOD[17]
    message = read_number(wrong).finding.at("id_number", "身份证号").as_json(37)["message"]
    assert message == "第 37 行“身份证号”校验位不符，已按“无有效证件号”收入，请核对。"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("13900000001", "13900000001"),
        (13900000001.0, "13900000001"),
        ("139-0000-0001", "13900000001"),
        ("139 0000 0001", "13900000001"),
        ("+86 139 0000 0001", "13900000001"),
        ("13900000001/13900000002", "13900000001 13900000002"),
        ("13900000001、13900000002", "13900000001 13900000002"),
        ("13900000001 13900000002", "13900000001 13900000002"),
        ("13900000001；13900000002", "13900000001 13900000002"),
        ("1390000000113900000002", "13900000001 13900000002"),
        ("父13900000001母13900000002", "13900000001 13900000002"),
        ("13900000001/13900000001", "13900000001"),
        ("0936-5521234", "09365521234"),
        ("(0936)5521234", "09365521234"),
        ("１３９００００００01", "13900000001"),
    ],
)
def test_telephones_are_read_however_they_are_written(cell, numbers):
    assert phone(cell) == (numbers, None, None)


def test_a_telephone_that_is_none_is_reported_and_the_others_stay():
    found = phone("1390000001/13900000002")
    assert found.value == "13900000002"
    assert (found.finding.code, found.finding.refuses, found.finding.written) == (
        "phone.form",
        False,
        "1390000001",
    )
    assert phone("电话不通").finding.code == "phone.form"


@pytest.mark.parametrize(
    ("cell", "clean"),
    [
        ("曾 涵", "曾涵"), ("曾\u3000涵", "曾涵"), (" 曾子涵\u00a0", "曾子涵"), ("曾\n子涵", "曾子涵"), ("曾子涵（小名豆豆）", "曾子涵"),
        ("曾子涵(又名曾小)", "曾子涵"), ("曾子涵【已转学】", "曾子涵"), ("古丽娜尔•艾山", "古丽娜尔·艾山"), ("古丽娜尔.艾山", "古丽娜尔·艾山"),
        ("古丽娜尔・艾山", "古丽娜尔·艾山"), ("陳偉", "陈伟"), ("李和平", "李和平"), ("欧阳和平", "欧阳和平"), ("张与文", "张与文"),
        ("Anna  Smith", "Anna Smith"), ("Alex Fox", "Alex Fox"), ("曾子涵（小名", "曾子涵"),
    ],
)  # fmt: skip
def test_names_lose_blanks_and_nicknames_only(cell, clean):
    found = name(cell)
    assert found.finding is None
    # Traditional characters may be somebody's right name: they stay, and matching folds them.
    assert found.value == ("陳偉" if clean == "陈伟" else clean)


@pytest.mark.parametrize(
    "cell",
    ["张某某", "李某", "张某", "不详", "未知", "无名氏", "王某某（化名）", "小明（化名）", "化名：小红", "匿名", "张××", "张**", "李X", "李xx", "？",
     "王同学", "张姓男子", "（不详）", "保密"],
)  # fmt: skip
def test_a_name_that_names_nobody_is_refused(cell):
    found = name(cell)
    assert found.value is None
    assert found.finding.code == "name.nobody"
    assert found.finding.refuses


@pytest.mark.parametrize(
    ("cell", "code"),
    [("张三、李四", "name.several"), ("张三和李四", "name.several"), ("张三/李四", "name.several"), ("张", "name.short"), ("35人", "name.form"), (35.0, "name.digits")],
)  # fmt: skip
def test_what_is_not_one_name_is_refused(cell, code):
    assert name(cell).finding.code == code


def test_a_guardian_without_a_name_is_nobody_and_no_fault():
    assert person("不详") == person("某") == (None, None, None)
    assert person("曾 建国（父）").value == "曾建国"


def test_code_lists_know_other_spellings():
    read = codes(("男", "女"), {"男性": "男", "1": "男", "女性": "女", "2": "女", "M": "男"}, is_open=False)
    assert [read(cell).value for cell in ("男", "男性", "1", 1.0, " 男 ", "m", "女性", 2.0, "２")] == [
        "男"
    ] * 6 + ["女"] * 3
    assert read("不详") == (None, None, None)
    assert read("其他").finding.code == "code.unknown"


def test_an_open_code_list_takes_other_words_as_they_are():
    read = codes(("盗窃",), {"偷窃": "盗窃"}, is_open=True)
    assert (read("偷窃").value, read("聚众斗殴").value) == ("盗窃", "聚众斗殴")


def test_counts_are_whole_numbers():
    assert [number(cell).value for cell in (0.0, "12", "12节", "１２", "3天", 7.0)] == [0, 12, 12, 12, 3, 7]
    assert [number(cell).finding.code for cell in (3.5, "-1", "很多", -2.0, 1e9)] == ["number.form"] * 5


def test_texts_lose_blanks_that_nobody_sees():
    assert text("青禾镇 青禾村\u3000３社15号\u00a0").value == "青禾镇青禾村3社15号"
    assert text("ＫＴＶ 二店").value == "KTV二店"
    assert text("村（社区）走访").value == "村（社区）走访"
    assert text("云检未〔2025〕1号").value == "云检未〔2025〕1号"
    assert text("——").value is None


CELLS = st.one_of(
    st.text(max_size=40),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**20), 10**20).map(float),
)


@given(CELLS)
def test_no_cell_breaks_any_reader(cell):
    for read in (
        day,
        moment,
        name,
        person,
        read_number,
        phone,
        number,
        text,
        codes(("男",), {}, is_open=True),
    ):
        found = read(cell)
        assert found.value is None or found.value != ""
        assert not (found.value is not None and found.finding is not None and found.finding.refuses)
