"""How dates, levels, names and numbers are shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from weibao.web.templatetags.weibao import (
    due,
    level,
    masked_id,
    masked_name,
    masked_phone,
    zh_date,
    zh_time,
)

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("offset", "css", "words"),
    [
        (-3, "red", "逾期 3 天"),
        (0, "yellow", "今天到期"),
        (7, "yellow", "还有 7 天"),
        (8, "plain", "还有 8 天"),
    ],
)
def test_a_due_date_says_in_words_how_it_stands(offset, css, words):
    text = due(timezone.localdate() + timedelta(days=offset))
    assert f"level-{css}" in text
    assert words in text


def test_no_due_date_is_said_too():
    assert "未定期限" in due(None)


@pytest.mark.parametrize(
    ("name", "word"), [("red", "红色"), ("orange", "橙色"), ("yellow", "黄色"), ("blue", "蓝色")]
)
def test_a_level_never_is_a_colour_alone(name, word):
    assert level(name) == f'<span class="level level-{name}">{word}</span>'


def test_moments_are_shown_in_the_countys_time():
    late = datetime(2025, 12, 31, 16, 5, tzinfo=UTC)
    assert zh_time(late) == "2026年1月1日 00:05"
    assert zh_date(late) == "2026年1月1日"
    assert zh_date(date(2025, 1, 2)) == "2025年1月2日"
    assert zh_date(None) == zh_time(None) == "—"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张明轩", "张*轩"), ("张明", "张*"), ("欧阳明轩", "欧**轩"), ("张", "*"), ("", "*")],
)
def test_a_masked_name_keeps_its_ends(name, masked):
    assert masked_name(name) == masked


def test_a_masked_number_keeps_what_tells_two_apart():
    assert masked_id("620799201205060119") == "620799**********19"
    assert masked_id("G1234567") == "********", "what is no resident number shows nothing"
    assert masked_phone("13900000001 13900000002") == "139****01 139****02"


def test_an_icon_is_decoration_and_its_name_is_text():
    text = Template("{% icon name %}").render(Context({"name": '"><script>'}))
    assert 'aria-hidden="true"' in text
    assert "<script>" not in text
