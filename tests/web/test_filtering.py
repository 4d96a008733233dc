"""How conditions of an address are told to a person."""

from datetime import date

import django_filters
import pytest
from django import forms
from django.http import QueryDict

from weibao.access.models import Unit, UnitKind
from weibao.web.filtering import SinceFilter, chips_of, shown, without


class Filter(django_filters.FilterSet):
    kind = django_filters.MultipleChoiceFilter(label="类别", choices=UnitKind.choices)
    made = django_filters.DateFromToRangeFilter(label="日期", field_name="pk", method="ignored")
    came = SinceFilter("pk")
    active = django_filters.BooleanFilter(label="在用", field_name="is_active")

    class Meta:
        model = Unit
        fields: list[str] = []


def chips(query: str) -> list[tuple[str, str, str]]:
    given = QueryDict(query)
    return [(chip.label, chip.value, chip.without) for chip in chips_of(Filter(given), given)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", []),
        ("kind=school&kind=town", [("类别", "学校、乡镇", "")]),
        ("active=true&page=3", [("在用", "是", "")]),
        ("active=false", [("在用", "否", "")]),
        ("made_after=2025-01-02&active=true", [
            ("日期", "2025-01-02 – …", "active=true"), ("在用", "是", "made_after=2025-01-02"),
        ]),
        ("kind=palace", []),
        ("came=2025-01-02", [("自这一天起", "2025-01-02", "")]),
    ],
)  # fmt: skip
def test_each_condition_has_its_words_and_an_address_without_it(query, told):
    assert [(a, b.replace(" 00:00:00+08:00", ""), c) for a, b, c in chips(query)] == told


@pytest.mark.pure
def test_grouped_choices_are_told_by_their_words():
    field = forms.ChoiceField(choices=[("县", [("a", "甲")]), ("b", "乙")])
    assert [shown(field, "a"), shown(field, "b"), shown(forms.DateField(), date(2025, 1, 2))] == [
        "甲", "乙", "2025-01-02",
    ]  # fmt: skip


@pytest.mark.pure
def test_dropping_a_condition_goes_back_to_the_first_page_and_leaves_its_namesakes():
    assert without(QueryDict("town=a&town_kind=b&page=2"), "town") == "town_kind=b"
