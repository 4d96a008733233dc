"""The figures of the yearly account come out of the records, each child once."""

from datetime import date

import pytest

from tests.intervention.conftest import tier_terms
from tests.intervention.test_tiers import APPLIED, SERIOUS
from tests.people.deliveries import deliver
from weibao.access.policies import restrict
from weibao.feeds.models import RowState
from weibao.intervention import services
from weibao.intervention.models import NonProsecution
from weibao.people.models import Link
from weibao.reporting.declaring import find_indicator
from weibao.reporting.engine import Reader, number

KEYS = {
    "young_people_in_focus", "tier1_paired_in_school", "tier2_team_tracked", "tier3_specialised_school",
    "tier3_back_in_normal_life", "relative_non_prosecutions", "returned_to_school", "entered_employment",
}  # fmt: skip


def figures(year: int = 2025) -> dict[str, int]:
    """Those that are not zero."""
    found = {key: number(find_indicator(key), year, Reader()) for key in KEYS}
    return {key: value for key, value in found.items() if value}


def test_every_figure_of_precise_intervention_is_declared_with_a_sentence():
    for key in KEYS:
        one = find_indicator(key)
        assert one is not None, key
        assert str(one.definition).endswith("。")
        assert (one.counts, one.town) == ("child", "child__area_code")


def test_a_year_without_records_has_no_figures(child):
    assert figures() == {}


def test_a_proposal_does_not_count_and_an_entry_does(proposed, second):
    assert figures() == {}
    services.confirm_focus(actor=second, entry=proposed, reason="同意。")
    assert figures() == {"young_people_in_focus": 1}
    assert figures(2024) == {}


def test_a_child_entered_twice_in_a_year_counts_once_and_who_stays_counts_in_the_next(
    entry, child, reviewer, second, clock
):
    services.release_focus(actor=second, entry=entry, reason="好转。")
    again = services.propose_focus(actor=reviewer, child=child, grounds="再次需要。", track="protection")
    services.confirm_focus(actor=second, entry=again, reason="同意。")
    assert figures() == {"young_people_in_focus": 1}
    clock(date(2026, 1, 5))
    assert figures(2026) == {"young_people_in_focus": 1}
    services.release_focus(actor=second, entry=again, reason="好转。")
    assert figures(2027) == {}


def test_tiers_count_by_level_and_the_return_in_the_year_it_was_found(
    child, teacher, officer, educator, clock
):
    services.open_tier(actor=teacher, child=child, **tier_terms())
    services.open_tier(actor=officer, child=child, **tier_terms(**SERIOUS))
    tier = services.open_tier(actor=educator, child=child, **tier_terms(**APPLIED))
    assert figures() == {
        "tier1_paired_in_school": 1, "tier2_team_tracked": 1, "tier3_specialised_school": 1,
    }  # fmt: skip
    clock(date(2026, 1, 5))
    services.close_tier(actor=educator, tier=tier, back_in_normal_life=True, text="评估合格。")
    assert figures(2026) == {"tier3_specialised_school": 1, "tier3_back_in_normal_life": 1}
    assert "tier3_back_in_normal_life" not in figures(2025)


def test_outcomes_count_each_child_once(running, lead, child):
    child.birth_date = date(2008, 1, 1)
    child.save()
    for on in (date(2025, 6, 16),):
        services.record_outcome(actor=lead, plan=running, outcome="returned_to_school", text="返校。", on=on)
        services.record_outcome(actor=lead, plan=running, outcome="entered_employment", text="上岗。", on=on)
    assert figures() == {
        "young_people_in_focus": 1, "returned_to_school": 1, "entered_employment": 1,
    }  # fmt: skip


@pytest.fixture
def decided(child):
    """A judicial row of the child that says relative non-prosecution."""

    def make(**values) -> Link:
        (row,) = deliver(
            "judicial",
            {"name": child.name, "decision": "相对不起诉", "decided_on": "2025-05-20", "case_number": "1"}
            | values,
        )
        return Link.objects.create(row=row, child=child, method="id_number", probability=1, reason="一致。")

    return make


def test_non_prosecutions_are_read_from_the_procuratorates_own_rows(decided):
    decided()
    decided(case_number="2")
    decided(decision="提起公诉", case_number="3")
    decided(decided_on="2024-12-31", case_number="4")
    assert figures() == {"relative_non_prosecutions": 1}
    assert figures(2024) == {"relative_non_prosecutions": 1}


def test_a_row_corrected_or_taken_off_the_child_counts_no_more(decided):
    link = decided()
    link.row.state = RowState.SUPERSEDED
    link.row.save()
    assert figures() == {}


def test_who_sees_the_child_does_not_thereby_see_what_the_procuratorate_decided(decided, make_user):
    decided()
    records = NonProsecution.objects.all()
    assert restrict(records, make_user("reviewer"), "view").count() == 1
    for duty in ("township_officer", "police", "school_office", "leader"):
        assert not restrict(records, make_user(duty), "view").exists(), duty


def test_figures_open_down_to_their_records(entry, decided, reviewer, child):
    decided()
    for key in ("young_people_in_focus", "relative_non_prosecutions"):
        (record,) = restrict(find_indicator(key).records(2025), reviewer, "view")
        assert child.name in str(record)
        assert record.get_absolute_url().startswith("/")
