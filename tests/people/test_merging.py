"""Merging and undoing: everything follows, and everything goes back exactly."""

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people.conftest import child_of, filed, id_number, propose
from tests.people.deliveries import deliver
from weibao.audit.services import CONSOLE
from weibao.people.matching import match_records
from weibao.people.merging import (
    CannotMerge,
    current,
    merge_children,
    references,
    undo_merge,
    unlink_row,
)
from weibao.people.models import Child, ChildAccess, Guardian, Link, Merge, Proposal, ProposalState

FIELDS = [f.attname for f in Child._meta.concrete_fields if f.name != "updated_at"]


def picture() -> dict:
    """Everything that a merge touches, as plain data."""
    return {
        "children": [{name: getattr(one, name) for name in FIELDS} for one in Child.objects.order_by("pk")],
        "guardians": sorted(
            (one.child_id, one.name, one.relation, one.phones) for one in Guardian.objects.all()
        ),
        "links": all_of(Link),
        "proposals": all_of(Proposal),
        "accesses": all_of(ChildAccess),
    }


def all_of(model: type[Model]) -> list[dict]:
    names = [field.attname for field in model._meta.concrete_fields]
    return [{name: getattr(one, name) for name in names} for one in model._default_manager.order_by("pk")]


def one_child(name: str, **values) -> Child:
    (row,) = deliver("hotline", {"name": name, **values})
    return filed(row)


@pytest.fixture
def nameless(county) -> tuple[Child, Child]:
    """Two files without ID numbers."""
    return (
        one_child("马晓雪", guardian_name="马林", guardian_phone="13911111111"),
        one_child(
            "牛小雪", guardian_name="牛林", guardian_phone="13922222222", home_address="云岭县白杨镇白杨村1社"
        ),
    )


def test_everything_of_the_absorbed_file_moves_and_it_leads_to_the_kept_one(nameless, make_user):
    kept, absorbed = nameless
    access = ChildAccess.objects.create(child=absorbed, user=make_user(), purpose="专班")
    merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="户口簿证明是同一人")
    assert kept.links.count() == 2
    assert absorbed.links.count() == 0
    access.refresh_from_db()
    assert access.child == kept
    assert access.history.count() == 2
    absorbed.refresh_from_db()
    assert current(absorbed) == kept
    assert {one.name for one in kept.guardians.all()} == {"马林", "牛林"}


def test_undoing_a_merge_puts_everything_back(nameless, make_user):
    kept, absorbed = nameless
    ChildAccess.objects.create(child=absorbed, user=make_user(), purpose="专班")
    (row,) = deliver("police", {"name": "某雪", "sex": "女"})
    filed(row)
    for child in nameless:
        propose(row, child)
    propose(kept.links.get().row, absorbed)
    before = picture()
    merge = merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="同一人")
    assert picture() != before
    undo_merge(actor=CONSOLE, merge=merge)
    assert picture() == before


def test_a_proposal_that_the_merge_answers_waits_no_longer(nameless):
    kept, absorbed = nameless
    proposal = propose(kept.links.get().row, absorbed)
    merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="同一人")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.LAPSED


def test_two_id_numbers_are_refused(two_children):
    boy, girl = two_children
    with pytest.raises(CannotMerge, match="号码不同"):
        merge_children(actor=CONSOLE, kept=boy, absorbed=girl, reason="误会")
    assert not Merge.objects.exists()


def test_a_file_merged_before_is_refused(nameless):
    kept, absorbed = nameless
    merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="同一人")
    with pytest.raises(CannotMerge, match="已经合并过"):
        merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="同一人")


def test_a_merge_followed_by_another_is_undone_after_that_one(nameless):
    first, second = nameless
    third = one_child("朱笑雪", guardian_name="朱林")
    inner = merge_children(actor=CONSOLE, kept=second, absorbed=third, reason="同一人")
    outer = merge_children(actor=CONSOLE, kept=first, absorbed=second, reason="同一人")
    with pytest.raises(CannotMerge, match="后来的那次"):
        undo_merge(actor=CONSOLE, merge=inner)
    undo_merge(actor=CONSOLE, merge=outer)
    undo_merge(actor=CONSOLE, merge=inner)
    assert Child.objects.kept().count() == 3
    with pytest.raises(CannotMerge, match="已经撤销过"):
        undo_merge(actor=CONSOLE, merge=inner)


def test_every_app_that_hangs_records_on_a_child_is_known():
    found = {model._meta.label for model, _field in references()}
    assert {"people.Link", "people.Proposal", "people.ChildAccess"} <= found
    assert not any("Historical" in label for label in found)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8))
def test_any_merges_undone_in_any_order_return_to_the_start(six_children, steps):
    start = picture()
    standing_merges: list[Merge] = []
    for undoes, a, b in steps:
        if undoes and standing_merges:
            merge = standing_merges[a % len(standing_merges)]
            try:
                undo_merge(actor=CONSOLE, merge=merge)
            except CannotMerge:
                continue
            standing_merges.remove(merge)
        else:
            kept, absorbed = (current(Child.objects.get(pk=six_children[i])) for i in (a, b))
            if kept != absorbed:
                standing_merges.append(
                    merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="同一人")
                )
    while standing_merges:
        for merge in list(standing_merges):
            try:
                undo_merge(actor=CONSOLE, merge=merge)
            except CannotMerge:
                continue
            standing_merges.remove(merge)
    assert picture() == start


@pytest.fixture
def six_children(county, make_user) -> list[int]:
    """Six files without ID numbers, with proposals across them and an access by name on one."""
    names = ("赵一", "钱二", "孙三", "李四", "周五", "吴六")
    children = [one_child(name, guardian_name=f"{name[0]}林") for name in names]
    for n, child in enumerate(children):
        propose(child.links.get().row, children[(n + 1) % 6])
        propose(child.links.get().row, children[(n + 2) % 6], rank=2)
    ChildAccess.objects.create(child=children[2], user=make_user(), purpose="专班")
    return [child.pk for child in children]


def test_a_row_wrongly_linked_leaves_the_file_with_its_earlier_versions(two_children, boy):
    child = two_children[0]
    old = child.links.get(row__feed="education").row
    (new,) = deliver("education", boy | {"class_name": "3班"}, corrects=[old])
    match_records(actor=CONSOLE)
    apart = unlink_row(actor=CONSOLE, row=new, reason="学籍号查明是另一人")
    assert child_of(new) == child_of(old) == apart
    assert Link.objects.filter(row=new, child=child, ended_at__isnull=False).exists()
    child.refresh_from_db()
    assert (child.school_name, apart.school_name) == ("", "云岭县青禾中学")
    assert Proposal.objects.get(row=new, child=child).state == ProposalState.DIFFERENT


def test_the_only_row_of_a_file_is_not_taken_out(nameless):
    with pytest.raises(CannotMerge, match="只有这一行"):
        unlink_row(actor=CONSOLE, row=nameless[0].links.get().row, reason="不是")


def test_a_number_denied_no_longer_forbids_a_merge(two_children):
    boy, girl = two_children
    girl.links.update(number_denied=True)
    merge_children(actor=CONSOLE, kept=boy, absorbed=girl, reason="号码填错")
    boy.refresh_from_db()
    assert boy.id_number == id_number("2012-05-06", 11)
