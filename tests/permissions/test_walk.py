"""Whatever is granted, referred, moved, revoked, merged or parted, in whatever order: who sees which child is what a simple
oracle says, in the policy, the list, the search and on the file's page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.permissions.asking import marked, undone
from weibao.access.models import DutyAssignment, Unit, UnitKind, User
from weibao.access.policies import can, restrict
from weibao.access.services import AccessRefused, close_account, grant_duty, reopen_account, revoke_duty
from weibao.audit.services import CONSOLE
from weibao.people.merging import CannotMerge, merge_children, undo_merge
from weibao.people.models import Child, ChildAccess, Merge
from weibao.people.named_access import end_access, give_access
from weibao.people.search import write_tokens
from weibao.places.models import Area

pytestmark = pytest.mark.django_db

AREAS = ("620799", "620799101", "620799101201", "620799102", "620799102201")
OVER_AREA = ("coordinator", "reviewer", "township_officer", "children_officer")
IN_SCHOOL = ("school_office",)
BY_NAME = ("plan_lead", "team_member", "police")
BLIND = ("leader", "liaison", "auditor")
KINDS = (*OVER_AREA, *IN_SCHOOL, *BY_NAME, *BLIND)


@dataclass
class Given:
    """An access by name, as the oracle knows it."""

    user: int
    child: int
    open: bool = True


@dataclass
class Oracle:
    """What the rules say, written down a second time and as simply as may be."""

    areas: dict[int, str]
    schools: dict[int, int | None]
    duties: dict[int, tuple[int, str, str, int]] = field(default_factory=dict)
    """Duty → user, kind, area, unit."""
    given: dict[int, Given] = field(default_factory=dict)
    merged: dict[int, tuple[int, int, list[int]]] = field(default_factory=dict)
    """Merge → kept, absorbed, the accesses that moved."""
    closed: set[int] = field(default_factory=set)

    def reads(self, user: int) -> bool:
        """Whether the user reads any files at all."""
        return user not in self.closed and any(
            whose == user and kind not in BLIND for whose, kind, _area, _unit in self.duties.values()
        )

    def sees(self, user: int, child: int) -> bool:
        if not self.reads(user) or self.is_absorbed(child):
            return False
        named = any((one.user, one.child, one.open) == (user, child, True) for one in self.given.values())
        return named or any(
            whose == user
            and (
                (kind in OVER_AREA and self.areas[child].startswith(area))
                or (kind in IN_SCHOOL and self.schools[child] == unit)
            )
            for whose, kind, area, unit in self.duties.values()
        )

    def is_absorbed(self, child: int) -> bool:
        return any(absorbed == child for _kept, absorbed, _moved in self.merged.values())


@dataclass
class World:
    users: list[User]
    children: list[Child]
    schools: list[Unit]
    clients: dict[int, Client]
    oracle: Oracle
    sessions: dict[int, str]
    """User → the session he signed in to before anything happened."""

    def user(self, n: int) -> User:
        return User.objects.get(pk=self.users[n % len(self.users)].pk)

    def child(self, n: int) -> Child:
        return Child.objects.get(pk=self.children[n % len(self.children)].pk)


def grant(w: World, n: int) -> None:
    user, kind, area = w.user(n), KINDS[n % len(KINDS)], AREAS[n // 3 % len(AREAS)]
    unit = w.schools[n % 2]
    duty = grant_duty(
        actor=CONSOLE, user=user, kind=kind, unit=unit, area=Area.objects.get(code=area), purpose="履行职责"
    )
    w.oracle.duties[duty.pk] = (user.pk, kind, area, unit.pk)


def revoke(w: World, n: int) -> None:
    if w.oracle.duties:
        key = sorted(w.oracle.duties)[n % len(w.oracle.duties)]
        revoke_duty(actor=CONSOLE, duty=DutyAssignment.objects.get(pk=key))
        del w.oracle.duties[key]


def refer(w: World, n: int) -> None:
    """The child is given to somebody by name: a team, a plan, a granted request."""
    user, child = w.user(n), w.child(n // 4)
    if not w.oracle.is_absorbed(child.pk):
        access = give_access(child, user, "专班", date(2020, 1, 1))
        w.oracle.given[access.pk] = Given(user.pk, child.pk)


def end(w: World, n: int) -> None:
    if w.oracle.given:
        key = sorted(w.oracle.given)[n % len(w.oracle.given)]
        end_access(ChildAccess.objects.get(pk=key))
        w.oracle.given[key].open = False


def move(w: World, n: int) -> None:
    child = w.child(n)
    child.area_code = w.oracle.areas[child.pk] = AREAS[1 + n // 4 % 4]
    child.save()


def change_school(w: World, n: int) -> None:
    child, school = w.child(n), (*w.schools, None)[n // 4 % 3]
    child.school = school
    child.save()
    w.oracle.schools[child.pk] = school.pk if school else None


def change_unit(w: World, n: int) -> None:
    """Where somebody has his desk gives him nothing: duties do."""
    User.objects.filter(pk=w.user(n).pk).update(unit=w.schools[n // 4 % 2])


def close(w: World, n: int) -> None:
    close_account(actor=CONSOLE, user=w.user(n))
    w.oracle.closed.add(w.user(n).pk)


def reopen(w: World, n: int) -> None:
    """Closing ended the sessions: who is let in again signs in again."""
    user = w.user(n)
    reopen_account(actor=CONSOLE, user=user)
    w.oracle.closed.discard(user.pk)
    w.clients[user.pk].force_login(User.objects.get(pk=user.pk))


def merge(w: World, n: int) -> None:
    kept, absorbed = w.child(n), w.child(n // 4 + 1)
    if kept != absorbed:
        made = merge_children(actor=CONSOLE, kept=kept, absorbed=absorbed, reason="同一人")
        moved = [key for key, one in w.oracle.given.items() if one.child == absorbed.pk]
        for key in moved:
            w.oracle.given[key].child = kept.pk
        w.oracle.merged[made.pk] = (kept.pk, absorbed.pk, moved)


def part(w: World, n: int) -> None:
    if w.oracle.merged:
        key = sorted(w.oracle.merged)[n % len(w.oracle.merged)]
        undo_merge(actor=CONSOLE, merge=Merge.objects.get(pk=key))
        kept, absorbed, moved = w.oracle.merged.pop(key)
        for one in moved:
            if w.oracle.given[one].child == kept:
                w.oracle.given[one].child = absorbed


Move = Callable[[World, int], None]
MOVES: tuple[Move, ...] = (
    grant, grant, grant, revoke, refer, refer, end, move, change_school, change_unit, close, reopen, merge, part,
)  # fmt: skip


@pytest.fixture
def world(county, make_user) -> World:
    schools = [
        Unit.objects.create(name=name, kind=UnitKind.SCHOOL, area_id=area)
        for name, area in (("青禾中学", "620799101"), ("白杨小学", "620799102"))
    ]
    children = [
        Child.objects.create(name=name, area_code=area, school=school)
        for name, area, school in (
            ("赵一鸣", "620799101201", schools[0]), ("钱二宝", "620799102201", schools[1]), ("孙三省", "620799101", None),
        )
    ]  # fmt: skip
    write_tokens(children, new=True)
    users = [make_user(unit=schools[0]) for _ in range(3)]
    clients = {user.pk: Client() for user in users}
    for user in users:
        clients[user.pk].force_login(user)
    sessions = {key: client.cookies["sessionid"].value for key, client in clients.items()}
    return World(users, children, schools, clients, oracle_of(children), sessions)


def oracle_of(children: list[Child]) -> Oracle:
    """As it stands before anything happened."""
    return Oracle(
        {child.pk: child.area_code for child in children}, {child.pk: child.school_id for child in children}
    )


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 59)), min_size=3, max_size=9))
def test_who_sees_which_child_is_what_the_rules_say_whatever_happened(world, moves):
    world.oracle = oracle_of(world.children)
    for user in world.users:
        world.clients[user.pk].cookies["sessionid"] = world.sessions[user.pk]
    with undone():
        for act, n in moves:
            try:
                with marked():
                    act(world, n)
            except (AccessRefused, CannotMerge):
                continue
            check_policy(world)
        check_pages(world)


def check_policy(w: World) -> None:
    for user in w.users:
        fresh = User.objects.get(pk=user.pk)
        expected = {child.pk for child in w.children if w.oracle.sees(user.pk, child.pk)}
        assert set(restrict(Child.objects.kept(), fresh, "view").values_list("pk", flat=True)) == expected
        assert {child.pk for child in w.children if can(fresh, "view", child)} - absorbed(w) == expected


def absorbed(w: World) -> set[int]:
    return {child.pk for child in w.children if w.oracle.is_absorbed(child.pk)}


def check_pages(w: World) -> None:
    """List, search and file of every child, as every user finds them."""
    address = reverse("people:list")
    for user in w.users:
        client = w.clients[user.pk]
        listed = client.get(address)
        if not w.oracle.reads(user.pk):
            assert listed.status_code == (302 if user.pk in w.oracle.closed else 403)
            continue
        expected = {child.pk for child in w.children if w.oracle.sees(user.pk, child.pk)}
        assert {row.record.pk for row in listed.context["table"].rows} == expected
        for child in w.children:
            found = client.get(address, {"q": child.name}).context["table"].rows
            assert {row.record.pk for row in found} == {child.pk} & expected
            if child.pk not in absorbed(w):
                status = client.get(child.get_absolute_url()).status_code
                assert status == (200 if child.pk in expected else 404)
