"""What every list does: filter, sort, pages, chosen columns, export; all of it kept in the address."""

import re

import pytest
from django.urls import reverse

from tests.exports import exported as taken_out
from tests.queries import assert_constant
from weibao.access.models import Unit, UnitKind
from weibao.audit.models import Entry, Outcome
from weibao.web import lists

pytestmark = pytest.mark.django_db


def read(client, **query) -> str:
    answer = client.get(reverse("access:units"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def names(text: str) -> list[str]:
    return re.findall(r">(第\d\d小学)</a>", text)


def test_fifty_rows_stand_on_a_page_and_the_count_is_of_all(units, keeper):
    first, second = read(keeper), read(keeper, page=2)
    assert "共 61 条" in first
    assert len(re.findall(r'<tr role="row" data-href', first)) == 50
    assert len(re.findall(r'<tr role="row" data-href', second)) == 11
    assert not set(names(first)) & set(names(second))


def test_a_page_that_is_not_there_shows_one_that_is(units, keeper):
    assert names(read(keeper, page=99))
    assert names(read(keeper, page="x"))


def test_a_sorted_list_says_so_to_the_ear_and_keeps_its_filter(units, keeper):
    text = read(keeper, sort="-name", kind=UnitKind.SCHOOL)
    assert names(text)[0] == "第60小学"
    assert 'aria-sort="descending"' in text
    heads = re.search(r"<thead.*?</thead>", text, re.DOTALL)[0]
    assert all("kind=school" in link for link in re.findall(r'href="(\?[^"]+)"', heads))


def test_what_cannot_be_sorted_by_is_ignored(units, keeper):
    assert "共 61 条" in read(keeper, sort="password")


def test_filters_are_shown_as_chips_each_with_a_way_to_drop_just_it(units, keeper):
    text = read(keeper, kind=UnitKind.SCHOOL, q="第1", sort="name", page=1)
    assert "类别：学校" in text
    assert "名称：第1" in text
    dropping = re.findall(r'<a href="\?([^"]*)" aria-label="去掉条件“类别', text)
    assert dropping == ["q=%E7%AC%AC1&amp;sort=name"]


def test_a_filter_that_is_not_understood_says_what_is_wrong(units, keeper):
    text = read(keeper, kind="no-such-kind")
    assert "选择一个有效的选项" in text
    assert 'class="chip"' not in text


def test_the_empty_list_says_how_the_first_record_comes_about(make_user, signed_in):
    text = signed_in(make_user("coordinator")).get(reverse("people:list")).content.decode()
    assert "导入部门数据并匹配之后" in text
    assert "导出" not in text


def test_a_filter_without_matches_offers_to_clear_it(units, keeper):
    text = read(keeper, q="没有这样的单位")
    assert "没有符合条件的记录" in text
    assert "清除筛选" in text


def test_chosen_columns_are_kept_in_the_address_and_hold_for_the_export_too(units, keeper):
    text = read(keeper, column=["name", "kind"])
    assert re.findall(r'data-label="([^"]+)"', text)[:2] == ["单位名称", "类别"]
    assert 'data-label="简称"' not in text
    assert "column=name&amp;column=kind" in text, "pages and export stay with the choice"
    assert header(keeper, column=["name", "kind"]) == ["单位名称", "类别"]


def test_columns_that_do_not_exist_leave_all_shown(units, keeper):
    assert 'data-label="简称"' in read(keeper, column="password")


def exported(client, **query) -> list[list[str | None]]:
    return [list(row) for row in taken_out(client, reverse("access:units"), query).active.values]


def header(client, **query) -> list[str | None]:
    return exported(client, **query)[0]


def test_the_export_holds_what_the_filter_leaves_in_the_order_shown(units, keeper):
    rows = exported(keeper, kind=UnitKind.SCHOOL, sort="-name")
    assert len(rows) == 61
    assert rows[1][0] == "第60小学"
    assert "<" not in str(rows[1])


def test_an_export_is_in_the_log_with_its_number_of_rows_but_no_content(units, keeper):
    exported(keeper, kind=UnitKind.SCHOOL)
    entry = Entry.objects.filter(action="lists.export").latest("pk")
    assert entry.detail == {"list": reverse("access:units"), "rows": 60}


def test_an_export_over_the_limit_is_refused_with_what_to_do(units, keeper, monkeypatch):
    monkeypatch.setattr(lists, "EXPORT_LIMIT", 10)
    answer = keeper.get(reverse("access:units"), {"export": "xlsx"})
    assert answer.status_code == 403
    assert "一次最多导出 10 行，请先筛选。" in answer.content.decode()
    assert not Entry.objects.filter(action="lists.export").exists()


def test_who_may_see_a_list_but_not_take_it_away_is_refused(make_user, signed_in):
    client = signed_in(make_user("township_officer"))
    assert client.get(reverse("people:list")).status_code == 200
    assert client.get(reverse("people:list"), {"export": "xlsx"}).status_code == 403
    assert Entry.objects.get(action="lists.export").outcome == Outcome.REFUSED


def test_who_has_no_duty_for_the_list_is_refused(make_user, signed_in):
    assert signed_in(make_user("leader")).get(reverse("access:units")).status_code == 403


def test_names_are_text_wherever_they_stand(county, keeper):
    Unit.objects.create(name='<b>"学校"</b>', kind=UnitKind.SCHOOL, area=county)
    text = read(keeper, q='<b>"学')
    assert "<b>" not in text
    assert "&lt;b&gt;" in text


def test_a_list_costs_the_same_for_few_and_many(county, keeper):
    def grow() -> None:
        Unit.objects.bulk_create(
            Unit(name=f"单位{number}", kind=UnitKind.TOWN, area=county) for number in range(40)
        )

    assert_constant(keeper, reverse("access:units"), grow, "web/list")
