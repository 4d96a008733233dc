"""The catalogues hold every text of the project: English written by people, traditional Chinese folded."""

import pytest

from weibao.web.translations import (
    ENGLISH,
    TRADITIONAL,
    differing,
    fold,
    forms,
    gathered,
    read,
    texts,
    traditional,
    untranslated,
)

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def source():
    return gathered()


def test_every_text_is_found_in_python_and_in_templates(source):
    found = texts(source)
    for text in ("儿童档案", "共 %(n)s 条", "跳到正文", ("%(n)s 件", "%(n)s 件")):
        assert (text, None) in found


@pytest.mark.parametrize("language", [ENGLISH, TRADITIONAL])
def test_a_catalogue_holds_just_the_texts_that_there_are(source, language):
    """After a change of texts: `make messages`, then write the English."""
    assert set(texts(read(language))) == set(texts(source))


def test_every_text_has_its_english():
    assert untranslated(read(ENGLISH)) == []


def test_no_chinese_is_left_in_the_english_but_quoted_words_of_workbooks():
    """Headers and sheet names of workbooks stay in Chinese: that is what a clerk sees there."""
    left = {
        word
        for message in texts(read(ENGLISH)).values()
        for string in forms(message)
        for word in "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in string).split()
    }
    assert left <= {"来源批次", "填报", "姓名"}


@pytest.mark.parametrize("language", [ENGLISH, TRADITIONAL])
def test_placeholders_and_tags_are_those_of_the_text(language):
    assert differing(read(language)) == []


def test_traditional_chinese_is_what_folding_gives(source):
    made, kept = texts(traditional(source)), texts(read(TRADITIONAL))
    assert {key: forms(one) for key, one in made.items()} == {key: forms(one) for key, one in kept.items()}


@pytest.mark.parametrize(
    ("simplified", "folded"),
    [
        ("儿童档案", "兒童檔案"),
        ("未成年人保护", "未成年人保護"),
        ("复核", "複核"),
        ("恢复", "恢復"),
        ("回复", "回覆"),
        ("联系", "聯繫"),
        ("台账", "臺賬"),
        ("工作台", "工作臺"),
        ("干预", "干預"),
        ("干部", "幹部"),
        ("关系", "關係"),
        ("准许", "准許"),
        ("标准", "標準"),
        ("里面", "裡面"),
        ("公里", "公里"),
        ("征求", "徵求"),
        ("发现", "發現"),
        ("头发", "頭髮"),
        ("名单只用于帮助", "名單只用於幫助"),
    ],
)
def test_common_terms_are_folded_rightly(simplified, folded):
    assert fold(simplified) == folded
