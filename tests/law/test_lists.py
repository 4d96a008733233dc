"""The statutory lists hold what the tiers, screening and reports refer to."""

import pytest

from weibao.law import PREVENTION, article, articles

pytestmark = pytest.mark.pure


def test_an_article_is_found_by_the_name_of_its_law_and_its_number():
    found = article("预防未成年人犯罪法", "第28条")
    assert found.topic == "九类不良行为"
    assert len(found.items) == 9
    assert found.items[1] == "屡次旷课逃学"
    assert str(found) == "《预防未成年人犯罪法》第28条"


def test_the_version_of_a_law_may_be_named_too():
    assert article("预防未成年人犯罪法(2020修订)", "第28条") is article(PREVENTION, "第28条")


@pytest.mark.parametrize(
    ("law", "number"), [(PREVENTION, "第280条"), ("预防未成年人", "第28条"), ("", ""), ("民法典", "第28条")]
)
def test_what_the_lists_do_not_hold_is_an_error_and_never_a_guess(law, number):
    with pytest.raises(LookupError):
        article(law, number)


def test_every_article_stands_once_with_a_topic_and_items():
    keys = [(one.law, one.article, one.topic) for one in articles()]
    assert len(keys) == len(set(keys))
    for one in articles():
        assert one.topic, one
        assert one.items, one
        assert all(item == item.strip() and item for item in one.items), one
        assert len(set(one.items)) == len(one.items), one


@pytest.mark.parametrize(("number", "count"), [("第28条", 9), ("第31条", 6), ("第38条", 9), ("第41条", 9)])
def test_the_lists_of_the_tiers_are_whole_and_checked(number, count):
    found = article(PREVENTION, number)
    assert len(found.items) == count
    assert found.verified


def test_what_the_invented_year_cites_stands_in_the_lists():
    from weibao.fiction import phrases

    cited = [
        *phrases.MISCONDUCT.values(),
        *phrases.SERIOUS_MISCONDUCT.values(),
        *phrases.SCHOOL_MEASURES,
        *phrases.CORRECTIVE_MEASURES,
        phrases.SPECIALISED_EDUCATION,
    ]
    for one in cited:
        assert one.item in article(PREVENTION, one.article).items
