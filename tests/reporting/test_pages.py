"""Pages of the figures: who reaches them, what they show, down to the records."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.exports import exported
from tests.queries import assert_constant
from tests.reporting.conftest import BAIYANG, QINGHE, YEAR
from weibao.audit.models import Entry

OVERVIEW = reverse("reporting:year", args=[YEAR])
FIGURE = reverse("reporting:figure", args=[YEAR, "children_born"])


@pytest.fixture
def children(born, make_children, school):
    make_children(9, town=QINGHE, month=3, school=school)
    make_children(6, town=BAIYANG, month=7)


@pytest.mark.parametrize("address", [OVERVIEW, FIGURE, reverse("reporting:report", args=[YEAR, "html"])])
@pytest.mark.parametrize(
    ("duty", "status"),
    [
        ("coordinator", 200),
        ("analyst", 200),
        ("reviewer", 200),
        ("liaison", 200),
        ("plan_lead", 200),
        ("education_office", 200),
        ("township_officer", 200),
        ("leader", 200),
        ("team_member", 403),
        ("school_office", 403),
        ("police", 403),
        ("procuratorate", 403),
        ("court", 403),
        ("children_officer", 403),
        ("auditor", 403),
        ("system_admin", 403),
        ("security_admin", 403),
    ],
)
def test_figures_open_by_duty(children, make_user, signed_in, address, duty, status):
    assert signed_in(make_user(duty)).get(address).status_code == status


def test_nobody_reads_figures_unnamed(children, client):
    assert client.get(OVERVIEW).status_code == 302


def test_each_figure_stands_in_its_pillar_beside_last_year_and_opens(
    children, make_children, make_user, signed_in
):
    make_children(5, year=YEAR - 1)
    client = signed_in(make_user("coordinator"))
    page = client.get(OVERVIEW).content.decode()
    assert re.search(r"社会关爱</h2>.*当年出生的儿童.*15.*名.*上年 5 名，增加 10", page, re.DOTALL)
    assert "协同治理、思想引领、精准干预、环境净化的台账尚未建立" in page
    assert f'href="{FIGURE}"' in page


def test_another_year_is_one_click_away_and_the_future_is_none(children, make_user, signed_in):
    client, this_year = signed_in(make_user("coordinator")), timezone.localdate().year
    page = client.get(OVERVIEW).content.decode()
    assert reverse("reporting:year", args=[YEAR - 1]) in page
    assert reverse("reporting:year", args=[YEAR + 1]) in page
    assert (
        reverse("reporting:year", args=[this_year + 1])
        not in client.get(reverse("reporting:year", args=[this_year])).content.decode()
    )
    for year in (1999, this_year + 1):
        assert client.get(reverse("reporting:year", args=[year])).status_code == 404
        assert client.get(reverse("reporting:figure", args=[year, "children_born"])).status_code == 404
        assert client.get(reverse("reporting:report", args=[year, "pdf"])).status_code == 404


def test_without_a_year_the_page_shows_the_last_that_has_something(born, make_children, make_user, signed_in):
    this_year = timezone.localdate().year
    client = signed_in(make_user("coordinator"))
    make_children(5, year=this_year - 1)
    assert client.get(reverse("reporting:figures")).context["year"] == this_year - 1
    make_children(5, year=this_year, month=1)
    assert client.get(reverse("reporting:figures")).context["year"] == this_year


def test_an_unknown_figure_or_form_is_not_there(children, make_user, signed_in):
    client = signed_in(make_user("coordinator"))
    assert client.get(reverse("reporting:figure", args=[YEAR, "nothing"])).status_code == 404
    assert client.get(reverse("reporting:report", args=[YEAR, "exe"])).status_code == 404


class TestFigure:
    def test_it_says_what_it_counts_and_how_it_breaks_down(self, children, make_user, signed_in):
        page = signed_in(make_user("coordinator")).get(FIGURE).content.decode()
        assert "当年出生且已建档的儿童，同一人只计一次。" in page
        for row in ("青禾镇", "白杨镇", "云岭县青禾中学", "未注明单位", "3月", "12月"):
            assert re.search(rf'<th scope="row"[^>]*>{row}</th>', page)

    def test_its_charts_draw_what_the_tables_say(self, children, make_user, signed_in):
        page = signed_in(make_user("coordinator")).get(FIGURE).content.decode()
        chart = json.loads(re.search(r'<script id="chart-town"[^>]*>(.*?)</script>', page)[1])
        assert chart["xAxis"]["data"] == ["青禾镇", "白杨镇"]
        assert chart["series"][0]["data"] == [9, 6]
        assert 'data-chart="chart-town"' in page

    def test_a_number_opens_to_just_its_records(self, children, make_user, signed_in):
        client = signed_in(make_user("coordinator"))
        for query, records in (
            ("", 15),
            ("?town=620799101", 9),
            ("?month=7", 6),
            ("?unit=none", 6),
            ("?town=620799101&month=7", 0),
        ):
            assert len(client.get(FIGURE + query).context["table"].rows) == records
        page = client.get(FIGURE).content.decode()
        assert 'href="?town=620799101#records">9</a>' in page

    def test_each_record_leads_to_its_own_page(self, children, make_user, signed_in):
        answer = signed_in(make_user("coordinator")).get(FIGURE)
        first = answer.context["table"].rows[0].record
        assert f'<a href="{first.get_absolute_url()}">{first}</a>' in answer.content.decode()

    def test_its_records_are_exported_and_the_export_is_logged(self, children, make_user, signed_in):
        client = signed_in(make_user("coordinator"))
        book = exported(client, FIGURE, {"town": QINGHE})
        cells = [[cell.value for cell in row] for row in book.active.rows]
        assert cells[0] == ["记录", "乡镇", "单位", "日期"]
        assert len(cells) == 10
        assert cells[1][1:3] == ["青禾镇", "云岭县青禾中学"]
        assert Entry.objects.get(action="lists.export").detail == {"list": FIGURE, "rows": 9}

    @pytest.mark.parametrize("duty", ["reviewer", "township_officer", "leader"])
    def test_children_leave_the_house_only_by_who_may_export_them(self, children, make_user, signed_in, duty):
        client = signed_in(make_user(duty))
        assert "export=xlsx" not in client.get(FIGURE).content.decode()
        assert client.get(f"{FIGURE}?export=xlsx").status_code == 403

    def test_what_is_no_child_is_exported_by_who_sees_it(
        self, deliveries, deliver_files, make_user, signed_in
    ):
        deliver_files("education")
        address = reverse("reporting:figure", args=[YEAR, "kinds_of_data"])
        assert exported(signed_in(make_user("reviewer")), address).active.max_row == 1

    def test_a_leader_sees_numbers_and_no_record(self, children, make_user, signed_in):
        client = signed_in(make_user("leader"))
        answer = client.get(FIGURE)
        page = answer.content.decode()
        assert len(answer.context["table"].rows) == 0
        assert "孩子" not in page
        assert "不能打开其中的记录" in page
        assert "＊" not in page

    def test_a_leader_reads_no_small_count_in_tables_or_charts(
        self, children, make_children, make_user, signed_in
    ):
        make_children(2, town="620799", month=9)
        page = signed_in(make_user("leader")).get(FIGURE).content.decode()
        chart = json.loads(re.search(r'<script id="chart-town"[^>]*>(.*?)</script>', page)[1])
        assert chart["series"][0]["data"] == [None, 6, None]
        assert "不足 5 人" in page

    def test_a_town_officer_opens_the_records_of_his_town(self, children, make_user, signed_in):
        answer = signed_in(make_user("township_officer", area=QINGHE)).get(FIGURE)
        assert len(answer.context["table"].rows) == 9
        assert {row.record.area_code for row in answer.context["table"].rows} == {QINGHE}

    def test_the_filter_names_no_unit_whose_records_the_reader_may_not_open(
        self, children, make_user, signed_in
    ):
        named = {}
        for town in (QINGHE, BAIYANG):
            answer = signed_in(make_user("township_officer", area=town)).get(FIGURE)
            named[town] = [str(label) for _, label in answer.context["filter"].form.fields["unit"].choices]
        assert named == {QINGHE: ["全部", "云岭县青禾中学", "未注明单位"], BAIYANG: ["全部", "未注明单位"]}

    def test_a_figure_without_records_says_so(self, born, county, make_user, signed_in):
        page = signed_in(make_user("coordinator")).get(FIGURE).content.decode()
        assert "这一年没有记录" in page


@pytest.mark.parametrize(("form", "magic"), [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype")])
def test_the_report_is_taken_as_a_file_and_logged(children, make_user, signed_in, form, magic):
    user = make_user("coordinator")
    answer = signed_in(user).get(reverse("reporting:report", args=[YEAR, form]))
    assert answer.content.startswith(magic)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert Entry.objects.get(action="reports.annual").actor == f"user:{user.pk}"


@pytest.mark.parametrize("duty", ["coordinator", "leader", "township_officer"])
@pytest.mark.parametrize(("address", "name"), [(OVERVIEW, "figures"), (FIGURE, "figure")])
def test_the_pages_cost_the_same_for_few_and_many(
    children, make_children, make_user, signed_in, address, name, duty
):
    client = signed_in(make_user(duty))
    assert_constant(client, address, lambda: make_children(30, town=BAIYANG), f"reporting/{name}/{duty}")
