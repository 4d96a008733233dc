"""Matching: new rows find their child, and what was linked stays."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.people.conftest import child_of, id_number
from tests.people.deliveries import deliver, deliver_fiction, pair_scores
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.feeds.models import FeedRow, RowState
from weibao.jobs.services import run_job, start_job
from weibao.people.matching import match_records
from weibao.people.models import Child, Guardian, Link, Method, Proposal
from weibao.people.records import gather
from weibao.people.sweeps import match_new_rows


def row_of(name: str) -> FeedRow:
    """The row of a pupil of that name."""
    (row,) = (one for one in FeedRow.objects.filter(feed="education") if one.values.get("name") == name)
    return row


def labels() -> dict[int, int]:
    return dict(Link.objects.filter(ended_at=None).values_list("row_id", "child_id"))


def test_rows_with_one_id_number_come_to_one_child(county, boy, girl):
    first, second = deliver("education", boy, girl)
    (third,) = deliver("health", {key: boy[key] for key in ("name", "birth_date", "id_number")})
    match_records(actor=CONSOLE)
    assert child_of(first) == child_of(third) != child_of(second)
    assert Link.objects.get(row=third).method == Method.ID_NUMBER


def test_matching_again_without_new_rows_changes_and_logs_nothing(two_children):
    before, entries = labels(), Entry.objects.count()
    result = match_records(actor=CONSOLE)
    assert labels() == before
    assert Entry.objects.count() == entries
    assert (result.records, result.children, result.new_records) == (3, 2, 0)


def test_identities_stay_when_a_delivery_comes_later(db):
    owners = deliver_fiction(700, seed=3)
    later = set(list(owners)[::3])
    FeedRow.objects.filter(pk__in=later).update(state=RowState.QUARANTINED)
    match_records(actor=CONSOLE)
    first = labels()
    FeedRow.objects.filter(pk__in=later).update(state=RowState.CURRENT)
    match_records(actor=CONSOLE)
    after = labels()
    assert set(after) == set(owners)
    assert {row: after[row] for row in first} == first
    precision, recall = pair_scores(after, owners)
    assert precision == 1.0
    assert recall > 0.95


def test_every_accepted_row_has_a_child_even_while_it_waits(db):
    owners = deliver_fiction(900, seed=5)
    result = match_records(actor=CONSOLE)
    assert set(labels()) == set(owners)
    assert result.review == Proposal.objects.values("row").distinct().count()
    for proposal in Proposal.objects.select_related("row"):
        assert child_of(proposal.row).pk != proposal.child_id


def test_a_corrected_row_inherits_the_child_of_the_row_it_supersedes(two_children, boy):
    old = row_of(boy["name"])
    corrected = {"name": "曹梓晗", "school_name": "白杨小学", "enrolment_status": "转出"}
    (new,) = deliver("education", corrected, corrects=[old])
    match_records(actor=CONSOLE)
    link = Link.objects.get(row=new)
    assert link.child == two_children[0]
    assert link.method == Method.CORRECTED
    link.child.refresh_from_db()
    assert link.child.enrolment_status == "转出"


def test_a_corrected_row_with_another_id_number_is_matched_anew(two_children, boy):
    old = row_of(boy["name"])
    born = "2013-01-02"
    other = boy | {"name": "贺兰", "birth_date": born, "id_number": id_number(born, 33), "guardian_name": "贺山",
                   "guardian_phone": "13700000009", "home_address": "云岭县白杨镇白杨村7社1号"}  # fmt: skip
    (new,) = deliver("education", other, corrects=[old])
    match_records(actor=CONSOLE)
    assert child_of(new) not in two_children


def test_old_and_new_version_of_a_row_that_arrive_together_go_to_one_child(county, boy):
    (old,) = deliver("education", boy | {"name": "曾子寒", "id_number": None})
    (new,) = deliver("education", boy, corrects=[old])
    match_records(actor=CONSOLE)
    assert child_of(old) == child_of(new)
    assert child_of(new).name == "曾子涵"


def test_a_row_that_names_nobody_gets_no_child(county):
    deliver("venues", {"premises_name": "某网吧", "finding": "接纳未成年人"})
    result = match_records(actor=CONSOLE)
    assert (result.records, result.children) == (0, 0)


def test_a_failing_run_leaves_nothing_behind(county, boy, monkeypatch):
    deliver("education", boy)
    monkeypatch.setattr("weibao.people.matching.save_proposals", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        match_records(actor=CONSOLE)
    assert not Child.objects.exists()
    assert not Link.objects.exists()
    assert not Entry.objects.exists()


def test_a_number_that_a_person_denied_is_not_matched_on(two_children):
    link = two_children[0].links.first()
    Link.objects.filter(pk=link.pk).update(number_denied=True)
    records = {one["record_id"]: one for one in gather().records.to_pylist()}
    assert records[link.row_id]["id_number"] is None


def test_rows_imported_while_matching_ran_are_matched_too(county, boy, girl, monkeypatch):
    from weibao.people import matching

    deliver("education", boy)
    linking = matching.link

    def slow_link(records, **kwargs):
        if not Link.objects.exists() and records.num_rows == 1:
            # As if another run had finished in the meantime.
            monkeypatch.setattr(matching, "link", linking)
            deliver("education", girl, month=date(2025, 11, 1))
            matching.match_records(actor=CONSOLE)
        return linking(records, **kwargs)

    monkeypatch.setattr(matching, "link", slow_link)
    matching.match_records(actor=CONSOLE)
    assert Child.objects.count() == 2
    assert Link.objects.count() == 2


def test_children_take_their_fields_area_and_school_from_the_rows(two_children, school):
    boy, girl = two_children
    assert boy.letter == "z"
    assert girl.letter == "s"
    assert (boy.area_code, girl.area_code) == ("620799101201", "620799102201")
    assert boy.categories == "留守儿童"
    guardian = Guardian.objects.get(child=boy)
    assert (guardian.name, guardian.relation, guardian.phones) == ("曾建国", "祖父", "13900000001")
    assert boy.history.count() == 1


def test_a_school_named_by_a_row_is_the_unit_of_that_name(county, school, boy):
    (row,) = deliver("education", boy)
    match_records(actor=CONSOLE)
    assert child_of(row).school == school


def test_without_a_county_set_up_children_lie_in_the_whole_county(db, boy):
    (row,) = deliver("education", boy)
    match_records(actor=CONSOLE)
    assert child_of(row).area_code == "000000"
    assert child_of(row).town == "青禾镇"


def test_matching_needs_the_duty_even_where_nothing_is_new(two_children, make_user):
    with pytest.raises(PermissionDenied):
        match_records(actor=make_user("liaison"))
    assert Entry.objects.get(action="links.match").outcome == "refused"


def test_matching_runs_in_the_background_with_its_progress(county, boy, make_user):
    deliver("education", boy)
    job = start_job(actor=make_user("analyst"), kind="people.match", title="匹配")
    run_job.call(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result["new_records"], job.done) == ("done", 1, job.total)


def test_the_schedule_matches_what_was_delivered(county, boy):
    deliver("education", boy)
    assert match_new_rows().startswith("新关联 1 行，新建 1 份儿童档案")
    assert match_new_rows().startswith("新关联 0 行")
