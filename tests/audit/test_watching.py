"""The auditor's patterns, from acts that were really done, in sentences."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from weibao.access.models import DutyAssignment
from weibao.audit.models import Entry
from weibao.audit.patterns import Kind
from weibao.audit.services import act, refuse
from weibao.audit.watching import patterns_of
from weibao.audit.wording import PATTERNS, actor_names, told_pattern
from weibao.people.models import Child
from weibao.people.opening import Purpose, open_file

pytestmark = pytest.mark.django_db
VILLAGE = "620799101201"


@pytest.fixture
def children(county) -> list[Child]:
    return [
        Child.objects.create(name=f"马小{n}", sex="男", area_code=VILLAGE, area_id=VILLAGE) for n in range(6)
    ]


@pytest.fixture
def reader(make_user):
    return make_user("reviewer", name="马某")


def opened(reader, children) -> None:
    for child in children:
        open_file(actor=reader, child=child, purpose=Purpose.REVIEW)


def told(auditor) -> dict[Kind, str]:
    names = actor_names()
    return {one.kind: told_pattern(one, names) for one in patterns_of(actor=auditor, days=30)}


def test_family_name_and_village_come_from_the_files_and_the_duties(children, reader, make_user):
    opened(reader, children)
    sentences = told(make_user("auditor"))
    assert sentences[Kind.FAMILY_NAME].startswith("马某（user1）查阅的 6 名儿童里有 6 名与本人同姓")
    assert "青禾村" in sentences[Kind.ONE_VILLAGE]


def test_who_looks_after_the_village_is_not_named_for_reading_there(children, make_user):
    opened(make_user("children_officer", area=VILLAGE, name="李某"), children)
    assert Kind.ONE_VILLAGE not in told(make_user("auditor"))


def test_a_record_of_a_child_counts_as_that_child(children, reader, make_user):
    for child in children:
        with act(reader, "candidates.open", ability="candidates.view") as log:
            log.note(child=child.pk)
    assert Kind.FAMILY_NAME in told(make_user("auditor"))


def test_files_opened_again_after_the_duty_was_revoked(children, reader, make_user):
    opened(reader, children[:2])
    DutyAssignment.objects.filter(user=reader).update(revoked_at=timezone.now())
    DutyAssignment.objects.create(
        user=reader, kind="analyst", unit=reader.unit, area_id="620799", purpose="履行职责"
    )
    del reader.active_duties
    opened(reader, children[:1])
    assert "又查阅了任职时查阅过的 1 名儿童" in told(make_user("auditor"))[Kind.DUTY_ENDED]


def test_a_duty_that_has_not_ended_yet_ends_nothing(children, reader, make_user):
    DutyAssignment.objects.filter(user=reader).update(ends_on=timezone.localdate() + timedelta(days=1))
    opened(reader, children[:2])
    assert Kind.DUTY_ENDED not in told(make_user("auditor"))


def test_refusals_and_failed_sign_ins_are_told_in_their_own_words(reader, make_user, client):
    for _ in range(10):
        refuse(reader, "page.audit.read")
        client.post("/sign-in/", {"username": "nobody", "password": "wrong"})
    sentences = [told_pattern(one, actor_names()) for one in patterns_of(actor=make_user("auditor"), days=30)]
    assert "马某（user1）有 10 次操作被拒绝，分布在 1 天。" in sentences
    assert "有 10 次登录未成功，分布在 1 天。" in sentences


def test_only_who_reads_the_log_looks_for_patterns_and_that_is_logged(reader, make_user):
    with pytest.raises(PermissionDenied):
        patterns_of(actor=reader, days=30)
    patterns_of(actor=make_user("auditor"), days=30)
    assert Entry.objects.get(action="audit.patterns", outcome="done").detail == {"days": 30, "found": 0}


@pytest.mark.pure
def test_each_kind_of_pattern_has_its_sentence():
    assert set(PATTERNS) == set(Kind)
