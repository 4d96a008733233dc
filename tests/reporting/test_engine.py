"""Figures are counted from the records each time, and say no more than the reader may know."""

import re
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.reporting.conftest import BAIYANG, QINGHE, YEAR
from weibao.people.models import ChildAccess
from weibao.reporting.breakdowns import By, breakdowns
from weibao.reporting.declaring import Pillar, find_indicator, indicator, indicators
from weibao.reporting.engine import ImpossibleYear, Reader, figure, figures, parse_year, period_of

EVERYTHING = Reader()


def shown(one, reader=EVERYTHING, year=YEAR) -> dict[By, dict[str, int | None] | None]:
    return {
        b.by: None if b.withheld else {row.group.label: row.value for row in b.rows if row.value != 0}
        for b in breakdowns(one, year, reader)
    }


def test_a_figure_is_the_number_of_its_records_beside_that_of_the_year_before(born, make_children):
    make_children(7)
    make_children(2, year=YEAR - 1)
    found = figure(born, YEAR, EVERYTHING)
    assert (found.value, found.last, found.change) == (7, 2, 5)


def test_a_record_added_moved_to_another_year_or_voided_moves_the_figure(born, make_children):
    one, other = make_children(2)
    assert figure(born, YEAR, EVERYTHING).value == 2
    (third,) = make_children(1)
    assert figure(born, YEAR, EVERYTHING).value == 3
    one.birth_date = date(YEAR + 1, 1, 1)
    one.save()
    assert (figure(born, YEAR, EVERYTHING).value, figure(born, YEAR + 1, EVERYTHING).value) == (2, 1)
    other.merged_into = third
    other.save()
    assert figure(born, YEAR, EVERYTHING).value == 1


def test_what_is_counted_counts_once_however_many_records_speak_of_it(deliveries, deliver_files):
    deliver_files("education", "police", month=3)
    deliver_files("education", month=4)
    assert figure(deliveries, YEAR, EVERYTHING).value == 2
    assert shown(deliveries)[By.MONTH] == {"3月": 2, "4月": 1}


def test_a_figure_breaks_down_by_town_unit_and_month(born, make_children, school):
    make_children(6, town=QINGHE, month=1, school=school)
    make_children(5, town=f"{BAIYANG}201", month=12)
    make_children(8, town="620799", month=12)
    assert shown(born) == {
        By.TOWN: {"青禾镇": 6, "白杨镇": 5, "未注明乡镇": 8},
        By.UNIT: {"云岭县青禾中学": 6, "未注明单位": 13},
        By.MONTH: {"1月": 6, "12月": 13},
    }


def test_who_stays_on_from_before_the_year_stands_in_a_row_of_its_own(only_these, make_children):
    @indicator("known", pillar="care", title="t", unit="名", definition="d", month="birth_date")
    def known(year: int):
        from weibao.people.models import Child

        return Child.objects.filter(birth_date__year__lte=year)

    make_children(3, year=YEAR - 2)
    make_children(4, month=2)
    assert shown(find_indicator("known")) == {By.MONTH: {"以前年度": 3, "2月": 4}}


def test_every_town_and_month_has_its_row_also_without_records(born, make_children):
    make_children(6)
    rows = {b.by: [row.group.label for row in b.rows] for b in breakdowns(born, YEAR, EVERYTHING)}
    assert rows[By.TOWN] == ["青禾镇", "白杨镇"]
    assert rows[By.MONTH] == [f"{month}月" for month in range(1, 13)]


class TestWhoReadsWhat:
    @pytest.fixture
    def children(self, make_children):
        make_children(7, town=QINGHE)
        make_children(3, town=BAIYANG)

    def test_a_duty_with_the_figures_of_the_county_reads_every_number(self, born, children, make_user):
        assert shown(born, Reader.of(make_user("coordinator")))[By.TOWN] == {"青禾镇": 7, "白杨镇": 3}

    def test_a_leader_reads_no_small_count_nor_what_would_betray_it(self, born, children, make_user):
        reader = Reader.of(make_user("leader"))
        assert figure(born, YEAR, reader).value == 10
        assert shown(born, reader)[By.TOWN] == {"青禾镇": None, "白杨镇": None}

    def test_a_total_of_few_children_is_not_shown_to_a_leader(self, born, make_children, make_user):
        make_children(4)
        make_children(4, year=YEAR - 1)
        reader = Reader.of(make_user("leader"))
        found = figure(born, YEAR, reader)
        assert (found.value, found.last, found.change) == (None, None, None)
        assert shown(born, reader) == {By.TOWN: None, By.UNIT: None, By.MONTH: None}

    def test_a_town_officer_reads_his_own_town_and_cannot_subtract_it(self, born, children, make_user):
        """He opens the three of 白杨镇, so their number is no secret; the seven others are many."""
        reader = Reader.of(make_user("township_officer", area=BAIYANG))
        assert shown(born, reader)[By.TOWN] == {"青禾镇": 7, "白杨镇": 3}
        other = Reader.of(make_user("township_officer", area=QINGHE))
        assert figure(born, YEAR, other).value is None
        assert shown(born, other)[By.TOWN] is None

    def test_children_open_by_name_do_not_betray_the_others(self, born, make_children, make_user):
        lead = make_user("plan_lead")
        for child in make_children(6)[:3]:
            ChildAccess.objects.create(child=child, user=lead, purpose="专班")
        assert figure(born, YEAR, Reader.of(lead)).value is None

    def test_the_figures_of_one_town_do_not_give_those_of_the_county(self, born, children, make_user):
        assert not Reader.of(make_user("reviewer", area=QINGHE)).whole

    def test_what_is_no_child_is_shown_however_few(self, deliveries, deliver_files, make_user):
        deliver_files("education", "police")
        reader = Reader.of(make_user("leader"))
        assert figure(deliveries, YEAR, reader).value == 2
        assert shown(deliveries, reader)[By.MONTH] == {"3月": 2}


class TestDeclaring:
    def declare(self, key="one", pillar="care"):
        indicator(key, pillar=pillar, title="t", unit="名", definition="d")(lambda year: None)

    def test_one_key_is_declared_once(self, only_these):
        self.declare()
        with pytest.raises(ImproperlyConfigured, match="two indicators are called one"):
            self.declare()

    @pytest.mark.parametrize(("key", "pillar"), [("One", "care"), ("one two", "care"), ("one", "cares")])
    def test_key_and_pillar_are_checked(self, only_these, key, pillar):
        with pytest.raises(ImproperlyConfigured):
            self.declare(key, pillar)

    def test_figures_come_in_the_order_of_the_pillars(self, only_these):
        for key, pillar in (("c", "environment"), ("b", "governance"), ("a", "governance")):
            self.declare(key, pillar)
        assert [one.key for one in indicators()] == ["b", "a", "c"]

    def test_a_pillar_without_registers_has_no_figures(self, deliveries, db):
        assert [one.indicator.pillar for one in figures(YEAR, EVERYTHING)] == [Pillar.INTERVENTION]


@pytest.mark.django_db
def test_every_shipped_figure_can_be_counted_and_broken_down():
    for one in indicators():
        assert re.search("[一-鿿].*。$", str(one.definition)), f"{one.key}: the definition is a sentence"
        assert figure(one, YEAR, EVERYTHING).value == 0
        for breakdown in breakdowns(one, YEAR, EVERYTHING):
            assert not breakdown.hides


@pytest.mark.parametrize("text", ["1999", "3000", "abc", "", "-1", "２０２５", "20.5"])
def test_a_year_without_figures_is_refused_in_a_sentence(text):
    with pytest.raises(ImpossibleYear, match="年度应在 2000 到"):
        parse_year(text)


def test_the_period_of_a_past_year_is_all_of_it():
    assert period_of(parse_year("2025")) == (date(2025, 1, 1), date(2025, 12, 31))
