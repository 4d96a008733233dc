"""The sealed crawl: every page, list, search, export, figure and command, as every duty, without one trace."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection

from tests.people.deliveries import deliver
from tests.protection.conftest import NUMBER, link, notice
from tests.protection.crawling import crawl, of_child, traces
from weibao.access.duties import DUTY_KINDS
from weibao.access.models import User
from weibao.audit.services import CONSOLE, SCHEDULE
from weibao.candidates.models import Candidate
from weibao.candidates.services import run_screening
from weibao.intervention.models import FocusEntry, SupportPlan, Visit
from weibao.people.models import Child, ChildAccess
from weibao.reporting.services import Form, make_annual_report

CANARIES = (
    "盗窃封存样本", "云检未〔2025〕7号", "云岭县检察院未检办", "白杨集市东口", "白杨派出所值班二组", "J20259988",
    "专门学校封存样本情况", "评估封存样本结论", "提请理由样本封存", "方案基本情况样本封存", "回访情况样本封存",
    "预警决定理由样本封存", "相对不起诉决定样本",
)  # fmt: skip
AT_HAND = ("coordinator", "reviewer", "police", "school_office", "auditor", "leader", "security_admin")


@pytest.fixture
def helped(child, theft, tier, decided, make_user) -> Child:
    """The boy with everything that is sealed of him: rows, tier, candidate, focus, plan and visit, all ended."""
    (row,) = deliver(
        "judicial",
        {
            "case_number": "K2", "case_type": "相对不起诉决定样本", "litigation_role": "犯罪嫌疑人",
            "decision": "相对不起诉", "decided_on": "2025-05-01", "name": child.name,
        },
    )  # fmt: skip
    link(row, child)
    run_screening(actor=SCHEDULE, as_of=date(2025, 12, 31))
    candidate = Candidate.objects.get(child=child, track="behaviour")
    candidate.state, candidate.reason, candidate.decided_on = (
        "confirmed",
        "预警决定理由样本封存",
        date(2025, 12, 31),
    )
    candidate.save()
    entry = FocusEntry.objects.create(
        child=child, candidate=candidate, track="behaviour", grounds="提请理由样本封存", state="released",
        proposed_on=date(2025, 2, 1), entered_on=date(2025, 2, 3), ended_on=date(2025, 8, 1),
    )  # fmt: skip
    plan = SupportPlan.objects.create(
        child=child, entry=entry, state="ended", opened_on=date(2025, 2, 3), due_on=date(2025, 2, 20),
        situation="方案基本情况样本封存", begun_on=date(2025, 2, 20), ended_on=date(2025, 8, 1), until=date(2025, 8, 1),
    )  # fmt: skip
    Visit.objects.create(
        plan=plan, due_month=date(2025, 3, 1), due_on=date(2025, 3, 20), state="done", visited_on=date(2025, 3, 18),
        manner="home", situation="回访情况样本封存",
    )  # fmt: skip
    return child


@pytest.fixture
def reader(child, make_user, school, office):
    """`reader(kind)`: who holds that duty over the whole county, and this child by name."""

    def make(kind: str) -> User:
        user = make_user(kind, unit=school if kind == "school_office" else office)
        ChildAccess.objects.create(child=child, user=user, purpose="样本", starts_on=date(2020, 1, 1))
        return user

    return make


def seal_everything(user: User) -> None:
    notice(user, "specialised_education", "penalty", "non_prosecution", along=True)


def pages(user: User, child: Child) -> dict[str, str]:
    searches = [f"/children/?q={word}" for word in ("曾子涵", "czh", "zengzihan", NUMBER)]
    return crawl(user, more=[*of_child(child), *searches, "/figures/2025/", "/figures/2025/report.json"])


def test_before_sealing_they_stand_where_one_would_look(helped, reader):
    found = traces(pages(reader("reviewer"), helped), CANARIES)
    assert set(found) >= {"盗窃封存样本", "专门学校封存样本情况", "提请理由样本封存", "回访情况样本封存"}


@pytest.mark.parametrize("kind", AT_HAND)
def test_after_sealing_nothing_stands_anywhere(helped, reader, prosecutor, kind):
    seal_everything(prosecutor)
    found = pages(reader(kind), helped)
    assert len(found) > 3
    assert traces(found, CANARIES) == {}


@pytest.mark.drill
@pytest.mark.parametrize("kind", sorted(set(DUTY_KINDS) - set(AT_HAND)))
def test_nor_for_any_other_duty(helped, reader, prosecutor, kind):
    seal_everything(prosecutor)
    assert traces(pages(reader(kind), helped), CANARIES) == {}


def test_nothing_of_it_is_left_in_any_table_but_the_archive(helped, prosecutor):
    seal_everything(prosecutor)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label == "protection.Seal":
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            text = "\n".join(repr(row) for row in cursor.fetchall())
        plain = text.encode().decode("unicode_escape", "replace") if "\\u" in text else text
        assert not [one for one in CANARIES if one in text or one in plain], model._meta.label


def test_nothing_of_it_leaves_by_commands_or_reports(helped, prosecutor, tmp_path):
    seal_everything(prosecutor)
    run_screening(actor=SCHEDULE, as_of=date(2025, 12, 31))
    from weibao.people.lists import export_links, export_review

    export_links(tmp_path / "links.csv")
    export_review(tmp_path / "review.csv")
    from weibao.candidates.commands import screen

    CliRunner().invoke(screen, ["--as-of", "2025-12-31", "--export", str(tmp_path / "screen.csv")])
    (tmp_path / "report.html").write_bytes(make_annual_report(actor=CONSOLE, year=2025, form=Form.HTML))
    for file in tmp_path.iterdir():
        assert not [one for one in CANARIES if one in file.read_text(encoding="utf-8")], file.name
    assert str(helped.pk) not in (tmp_path / "screen.csv").read_text(encoding="utf-8").split("\n", 1)[1]


def test_the_archive_holds_it_whole(helped, prosecutor):
    seal_everything(prosecutor)
    from weibao.protection.models import Seal

    text = str([seal.content for seal in Seal.objects.all()])
    assert not [one for one in CANARIES if one not in text]
