"""A stolen disk says nothing: canaries go through the whole of the main job, then everything that lies anywhere is searched."""

import io
import tempfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from tests.cipher.searching import database, files_below, forms_of, found_in, tables_filled
from tests.intervention.conftest import seven, written
from tests.people.conftest import id_number
from weibao.access.models import Unit
from weibao.audit.services import CONSOLE
from weibao.candidates import services as research
from weibao.candidates.models import Candidate
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.feeds.services import import_file
from weibao.intervention import services as care
from weibao.intervention.models import Goal, Measure, Tier, Visit
from weibao.jobs import services as jobs
from weibao.jobs.models import Job, State
from weibao.people.matching import match_records
from weibao.people.merging import merge_children
from weibao.people.models import Child

BORN = "2011-05-06"
NAME, TWIN, GUARDIAN = "訾鸑鷟", "訾鹲鹴", "鞠鼯鼱"
NUMBER = id_number(BORN, 15)
PHONE, TEAM_PHONE = "13977778881", "13977778882"
FILE, SHEET, QUARANTINED = "鸼鸤名单", "鹖鹛表", "鶂鶄儿"
ADDRESS = "鲹鲺巷15号"
STORY = "鱲鱵自述被打"
WORDS = {
    NAME,
    TWIN,
    GUARDIAN,
    NUMBER,
    NUMBER[6:],
    PHONE,
    TEAM_PHONE,
    FILE,
    SHEET,
    QUARANTINED,
    "鲹鲺巷",
    "鱲鱵",
}
HEADER = [
    *("学校名称", "年级", "班级", "学生姓名", "性别", "身份证号", "监护人姓名", "监护人电话"),
    *("家庭住址", "学籍状态", "本学期旷课节数", "连续未到校天数"),
]


def pupil(name: str, number: str = "", **more: str) -> list[str]:
    return [
        *("云岭县青禾中学", "八年级", "2班", name, "女", number, GUARDIAN, PHONE, f"青禾镇青禾村{ADDRESS}"),
        *("辍学", "30", more.get("absent", "30")),
    ]


def upload() -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row in (HEADER, pupil(NAME, NUMBER), pupil(TWIN), pupil(QUARANTINED, absent=f"不知道{STORY}")):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile(f"{FILE}.xlsx", content.getvalue())


@pytest.fixture
def disk(settings, tmp_path, monkeypatch):
    """Where anything may be put: the data folder, and what the system has for temporary files."""
    for name in ("data", "temporary"):
        (tmp_path / name).mkdir()
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path


@pytest.fixture
def searched(disk, capfd, caplog):
    """What a thief finds of the canaries now, on the disk, in the database and in the program's log."""

    def look() -> list[str]:
        said = capfd.readouterr()
        logs = [("log", caplog.text.encode()), ("stdout", said.out.encode()), ("stderr", said.err.encode())]
        return found_in([*database(), *files_below(disk), *logs], WORDS)

    return look


def main_job(client_of, make_user, bureau, searched, monkeypatch) -> None:
    """From the upload to the visit, by pages and services."""
    plain_import = jobs._handlers["feeds.import"]

    def look_first(progress, **arguments):
        assert searched() == []
        return plain_import(progress, **arguments)

    monkeypatch.setitem(jobs._handlers, "feeds.import", look_first)
    clerk = client_of(make_user("liaison", unit=bureau))
    sent = {"feed": "education", "unit": bureau.pk, "period": "", "workbooks": upload()}
    assert clerk.post(reverse("feeds:upload"), sent).status_code == 302
    assert Job.objects.filter(kind="feeds.import", state=State.DONE).count() == 1
    # A file that is refused says in its job what was read in it.
    wrong = SimpleUploadedFile(f"{FILE}2.csv", f"{NAME},{NUMBER}\n{STORY},{PHONE}\n".encode("gb18030"))
    assert clerk.post(reverse("feeds:upload"), sent | {"workbooks": wrong}).status_code == 302
    assert NAME in Job.objects.get(state=State.REFUSED).message
    match_records(actor=CONSOLE)
    child, twin = (next(one for one in Child.objects.kept() if one.name == name) for name in (NAME, TWIN))
    coordinator, reviewer = make_user("coordinator", name="统筹员"), make_user("reviewer", name="审核员")
    assert NAME in client_of(coordinator).get(reverse("people:list"), {"q": NAME}).content.decode()
    merge_children(actor=CONSOLE, kept=child, absorbed=twin, reason=f"同一人：{STORY}")
    research.run_screening(actor=CONSOLE, as_of=timezone.localdate())
    candidate = Candidate.objects.get(child=child, track="protection")
    asked = research.ask_to_verify(
        actor=reviewer, candidate=candidate, unit=bureau, question=STORY, due_on=timezone.localdate()
    )
    research.answer_verification(actor=CONSOLE, verification=asked, answer=STORY)
    research.record_objection(
        actor=CONSOLE, candidate=candidate, objector=GUARDIAN, relation="母亲", text=STORY,
        received_on=timezone.localdate(),
    )  # fmt: skip
    research.decline_candidate(actor=reviewer, candidate=candidate, reason=STORY)
    help_given(child, make_user, coordinator, reviewer)


def help_given(child, make_user, coordinator, reviewer) -> None:
    lead, today = make_user("plan_lead", name="负责人"), timezone.localdate()
    proposed = care.propose_focus(actor=reviewer, child=child, grounds=STORY, track="protection")
    entry = care.confirm_focus(actor=coordinator, entry=proposed, reason=STORY)
    plan = care.assign_lead(actor=reviewer, plan=entry.support_plans.get(), lead=lead)
    plan = written(
        plan, lead, situation=STORY, on=today,
        goals=[Goal(STORY, today + timedelta(days=30))],
        measures=[Measure(STORY, "village_cadre", today + timedelta(days=30))],
    )  # fmt: skip
    members = [type(one)(one.kind, GUARDIAN, STORY, phone=TEAM_PHONE, user=one.user) for one in seven()]
    care.form_team(actor=lead, plan=plan, members=members)
    visit = Visit.objects.filter(plan=plan).order_by("due_on").first()
    visit.situation, visit.next_step, visit.met, visit.state = STORY, STORY, GUARDIAN, "done"
    visit.visited_on = today
    visit.save()
    Tier.objects.create(
        child=child, level=1, authority="school", grounds=[], measures=[], text=STORY, opened_on=today,
        until=today, paired_with=GUARDIAN,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_no_canary_lies_anywhere_after_the_main_job(
    county, school, education_bureau, make_user, signed_in, searched, monkeypatch
):
    main_job(signed_in, make_user, education_bureau, searched, monkeypatch)
    filled = tables_filled()
    assert {"people.Child", "people.Guardian", "people.SearchToken", "candidates.Objection"} <= filled
    assert {"intervention.Visit", "intervention.CareDuty", "intervention.HistoricalVisit"} <= filled
    assert FeedRow.objects.filter(state=RowState.QUARANTINED).count() == 1
    assert searched() == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert searched() == []


@pytest.mark.django_db(transaction=True)
def test_the_search_finds_what_does_lie_there(county, disk, searched):
    """Or it would prove nothing."""
    Unit.objects.create(name=f"{NAME}工作室", kind="organisation", area=county)
    Delivery.objects.create(
        feed=FILE[:20], file_name="a", fingerprint="a", area=county, report_month="2025-01-01"
    )
    for number, encoding in enumerate(("utf-8", "utf-16-le", "utf-16-be", "gb18030")):
        (disk / "data" / f"{number}.txt").write_bytes(f"…{GUARDIAN}…".encode(encoding))
    (disk / "temporary" / "hex").write_text(PHONE.encode().hex())
    found = "\n".join(searched())
    assert f": {NAME}" in found and f": {FILE}" in found
    assert found.count(f"txt: {GUARDIAN}") == 4
    assert f"hex: {PHONE}" in found
    import base64

    for before in range(3):
        written = base64.b64encode(b"x" * before + STORY.encode("gb18030") + b"y")
        assert any(form in written for form in forms_of(STORY))


@pytest.mark.django_db(transaction=True)
def test_a_file_taken_in_at_the_console_leaves_no_copy(county, school, disk, searched, tmp_path_factory):
    own = tmp_path_factory.mktemp("operator") / f"{FILE}.xlsx"
    own.write_bytes(upload().read())
    import_file(actor=CONSOLE, feed="education", path=own)
    assert searched() == []
