"""The upload page: who sends what, what becomes of the file, what a bad one is told."""

import os
import stat
import tempfile
import time
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from tests.feeds.sending import GOOD, HEADER, NAMELESS, OTHER, job_of, send, workbook
from weibao.access.models import Unit, UnitKind
from weibao.audit.models import Entry, Outcome
from weibao.cipher.files import in_pieces
from weibao.cipher.uploads import ABOUT
from weibao.feeds import uploading
from weibao.feeds.definitions import definitions
from weibao.feeds.models import Delivery, FeedRow
from weibao.feeds.uploading import upload_folder
from weibao.jobs import services
from weibao.jobs.models import Job, State
from weibao.people.models import Child

SENDERS = ("analyst", "liaison", "school_office", "education_office", "police", "procuratorate", "court")
OTHERS = (
    *("coordinator", "reviewer", "plan_lead", "team_member", "township_officer", "children_officer"),
    *("leader", "auditor", "system_admin", "security_admin"),
)


@pytest.fixture
def clerk(make_user, education_bureau):
    return make_user("education_office", unit=education_bureau)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Each test's uploads lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """`work(send, …)`: do it, let the queue work; its answer."""

    def do(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            answer = function(*args, **kwargs)
        return answer

    return do


@pytest.mark.parametrize("duty", SENDERS)
def test_who_sends_data_reaches_the_page(make_user, signed_in, duty):
    assert signed_in(make_user(duty)).get(reverse("feeds:upload")).status_code == 200


@pytest.mark.parametrize("duty", OTHERS)
def test_nobody_else_does(make_user, signed_in, education_bureau, duty):
    client = signed_in(make_user(duty))
    assert client.get(reverse("feeds:upload")).status_code == 403
    assert send(client, education_bureau, workbook(GOOD)).status_code == 403
    assert not Job.objects.exists()


def offered(client) -> tuple[list[str], list[str]]:
    form = client.get(reverse("feeds:upload")).context["form"]
    feeds = [name for name, _title in form.fields["feed"].choices if name]
    return feeds, [unit.name for unit in form.fields["unit"].queryset]


def test_a_department_is_offered_its_own_feeds_and_itself(clerk, make_user, signed_in, county):
    police = Unit.objects.create(
        name="云岭县公安局", kind=UnitKind.DEPARTMENT, area=county, authority="police"
    )
    assert offered(signed_in(clerk)) == (["education"], ["云岭县教育局"])
    assert offered(signed_in(make_user("police", unit=police))) == (["police", "venues"], ["云岭县公安局"])


def test_a_school_sends_its_own_pupils(make_user, signed_in, school):
    assert offered(signed_in(make_user("school_office", unit=school))) == (["education"], [school.name])


def test_an_analyst_sends_for_every_unit_of_the_area(make_user, signed_in, school, education_bureau):
    closed = Unit.objects.create(name="旧单位", kind=UnitKind.DEPARTMENT, area_id="620799", is_active=False)
    feeds, units = offered(signed_in(make_user("analyst")))
    assert len(feeds) == 7
    assert {school.name, education_bureau.name} <= set(units)
    assert closed.name not in units
    _feeds, units = offered(signed_in(make_user("analyst", area="620799102")))
    assert units == []


def test_a_unit_that_owns_no_feed_is_told_whom_to_ask(make_user, signed_in):
    page = signed_in(make_user("liaison")).get(reverse("feeds:upload")).content.decode()
    assert "没有要报送的数据类别" in page
    assert 'type="file"' not in page


def test_the_unit_is_filled_in_and_the_feed_where_the_link_names_it(clerk, make_user, signed_in):
    assert signed_in(clerk).get(reverse("feeds:upload")).context["form"]["unit"].value() == clerk.unit.pk
    page = signed_in(make_user("analyst")).get(reverse("feeds:upload"), {"feed": "police"})
    assert page.context["form"]["feed"].value() == "police"


def test_a_file_is_sent_and_leads_to_its_receipt(clerk, signed_in, work):
    client = signed_in(clerk)
    job = job_of(work(send, client, clerk.unit, workbook(GOOD, OTHER, NAMELESS)))
    assert job.state == State.DONE, job.message
    page = client.get(job.get_absolute_url()).content.decode()
    delivery = Delivery.objects.get()
    assert delivery.get_absolute_url() in page
    assert "接收 2 行" in page
    assert "隔离 1 行" in page
    assert (delivery.unit, delivery.imported_by) == (clerk.unit, clerk)
    assert f"{delivery.report_month:%Y-%m}" == "2025-12"
    assert delivery.file_name == "学籍.xlsx"
    assert client.get(delivery.get_absolute_url()).status_code == 200
    assert Entry.objects.filter(action="feeds.send", actor=f"user:{clerk.pk}").count() == 1


def test_the_file_waits_under_a_random_name_unreadable_to_others_and_is_gone_after(
    clerk, signed_in, work, monkeypatch
):
    seen = []

    def look(progress, *, actor, path, **arguments):
        file = Path(path)
        seen.append((file.name, stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)))
        return {}

    client = signed_in(clerk)
    monkeypatch.setitem(services._handlers, "feeds.import", look)
    monkeypatch.setattr(services, "_followers", services.defaultdict(list))
    work(send, client, clerk.unit, workbook(GOOD))
    ((name, mode, folder_mode),) = seen
    assert "学籍" not in name
    assert (mode, folder_mode) == (0o600, 0o700)
    monkeypatch.undo()
    seen_path = next(upload_folder().iterdir())
    seen_path.unlink()
    for good in (workbook(GOOD), SimpleUploadedFile("坏.xlsx", b"no workbook")):
        work(send, client, clerk.unit, good)
        assert list(upload_folder().iterdir()) == []


def test_several_files_are_several_jobs_and_a_bad_one_does_not_hold_up_the_others(clerk, signed_in, work):
    client = signed_in(clerk)
    files = (workbook(GOOD), SimpleUploadedFile("坏.xlsx", b"no workbook"), workbook(OTHER, name="二.xlsx"))
    answer = work(send, client, clerk.unit, *files)
    assert answer.url == reverse("jobs:list")
    states = {one.arguments["file_name"]: one.state for one in Job.objects.filter(kind="feeds.import")}
    assert states == {"学籍.xlsx": "done", "坏.xlsx": "refused", "二.xlsx": "done"}
    page = client.get(answer.url).content.decode()
    assert "已收到 3 个文件" in page
    assert "二.xlsx" in page


def test_matching_follows_by_itself_and_the_uploader_need_not_hold_the_right(clerk, signed_in, work):
    assert not clerk.holds("links.review")
    work(send, signed_in(clerk), clerk.unit, workbook(GOOD, OTHER))
    match = Job.objects.get(kind="people.match")
    assert (match.actor, match.state) == (None, State.DONE)
    assert {child.name for child in Child.objects.all()} == {"曾子涵", "单雨桐"}
    assert Entry.objects.filter(action="links.match", actor="system:schedule").exists()


def test_files_sent_together_wait_for_one_matching(clerk, signed_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        Job.objects.create(kind="people.match", title="匹配", state=State.WAITING)
        send(signed_in(clerk), clerk.unit, workbook(GOOD))
    assert Job.objects.filter(kind="people.match").count() == 1


def test_nothing_is_matched_after_a_refused_file(clerk, signed_in, work):
    work(send, signed_in(clerk), clerk.unit, SimpleUploadedFile("坏.xlsx", b"no workbook"))
    assert not Job.objects.filter(kind="people.match").exists()


def test_the_same_file_again_changes_nothing_and_the_page_says_so(clerk, signed_in, work):
    client = signed_in(clerk)
    first = workbook(GOOD)
    work(send, client, clerk.unit, first)
    first.seek(0)
    job = job_of(work(send, client, clerk.unit, first))
    page = client.get(job.get_absolute_url()).content.decode()
    assert "以前已经导入过" in page
    assert Delivery.objects.get().get_absolute_url() in page
    assert [row.values.get("name") for row in FeedRow.objects.all()].count("曾子涵") == 1


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SimpleUploadedFile("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 200), "图片"),
        (workbook(("一", "二"), header=("序号", "备注")), "姓名"),
    ],
    ids=["a picture named .xlsx", "a workbook without the header"],
)
def test_a_refused_file_says_why_and_where_to_try_again(clerk, signed_in, work, file, told):
    client = signed_in(clerk)
    file.seek(0)
    job = job_of(work(send, client, clerk.unit, file))
    page = client.get(job.get_absolute_url()).content.decode()
    assert job.state == State.REFUSED
    assert told in job.message
    assert escape(job.message) in page
    assert f"{reverse('feeds:upload')}?feed=education" in page
    assert not Delivery.objects.exists()
    assert not FeedRow.objects.exists()


def test_a_file_too_large_is_told_by_name_before_anything_is_kept(clerk, signed_in, settings):
    settings.UPLOAD_MAX_BYTES = 2_000
    large = SimpleUploadedFile("大表.csv", b"x" * 3_000)
    answer = send(signed_in(clerk), clerk.unit, workbook(GOOD), large)
    assert answer.status_code == 422
    assert "“大表.csv”有" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"workbooks": []}, "workbooks", "请选择要上传的文件。"),
        ({"workbooks": [SimpleUploadedFile("空.csv", b"")]}, "workbooks", "空的"),
        ({"period": "12月"}, "period", "2025-12"),
        ({"period": "2025-13"}, "period", "2025-12"),
        ({"period": "2999-01"}, "period", "不能晚于本月"),
        ({"feed": "police"}, "feed", ""),
        ({"feed": "no-such"}, "feed", ""),
        ({"feed": ""}, "feed", ""),
        ({"unit": 999_999}, "unit", ""),
        ({"unit": "'; --"}, "unit", ""),
    ],
)
def test_bad_input_is_told_at_its_field_and_starts_nothing(clerk, signed_in, change, field, told):
    chosen = {"feed": "education", "unit": clerk.unit.pk, "period": "2025-12", "workbooks": [workbook(GOOD)]}
    answer = signed_in(clerk).post(reverse("feeds:upload"), chosen | change)
    assert answer.status_code == 422
    errors = answer.context["form"].errors[field]
    assert told in "".join(errors)
    assert not Job.objects.exists()


def test_twenty_files_at_once_are_enough(clerk, signed_in):
    files = [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(21)]
    answer = send(signed_in(clerk), clerk.unit, *files)
    assert "最多传 20 个" in answer.content.decode()


def test_a_unit_out_of_reach_is_refused_whatever_the_form_says(clerk, school):
    """The service asks itself, so that no other way in can forget to."""
    with pytest.raises(PermissionDenied):
        uploading.send_files(
            actor=clerk,
            feed=definitions()["education"],
            unit=school,
            period=None,
            files=[workbook(GOOD)],
        )
    assert Entry.objects.filter(action="feeds.send", outcome=Outcome.REFUSED).exists()
    assert list(upload_folder().iterdir()) == []


def test_where_starting_fails_no_file_is_left_lying(clerk, signed_in, monkeypatch):
    def fail(**job):
        raise OSError("no queue")

    monkeypatch.setattr(uploading, "start_job", fail)
    client = signed_in(clerk)
    client.raise_request_exception = False
    assert send(client, clerk.unit, workbook(GOOD)).status_code == 500
    assert list(upload_folder().iterdir()) == []
    assert not Job.objects.exists()


def test_an_odd_file_name_stays_a_name(clerk, signed_in, work):
    client = signed_in(clerk)
    job = job_of(work(send, client, clerk.unit, workbook(GOOD, name="../../<b>表.xlsx")))
    assert job.arguments["file_name"] == "<b>表.xlsx"
    assert Path(job.arguments["path"]).parent == upload_folder()
    assert "<b>表" not in client.get(job.get_absolute_url()).content.decode()


def test_without_a_month_the_sheet_or_this_month_speaks(clerk, signed_in, work):
    work(send, signed_in(clerk), clerk.unit, workbook(GOOD, header=HEADER), period="")
    assert Delivery.objects.get().report_month == timezone.localdate().replace(day=1)


def test_files_that_no_job_will_take_in_are_removed_after_an_hour(clerk, signed_in):
    """As when the process died between putting a file aside and its job, or in the middle of its job."""
    send(signed_in(clerk), clerk.unit, workbook(GOOD), workbook(OTHER, name="二.xlsx"))
    waiting, dead = Job.objects.filter(kind="feeds.import")
    Job.objects.filter(pk=dead.pk).update(state=State.FAILED)
    fresh, stray = upload_folder() / "fresh", upload_folder() / "stray"
    for path in (fresh, stray):
        path.write_bytes(b"x")
    long_ago = time.time() - uploading.ABANDONED_AFTER - 1
    for path in (stray, Path(waiting.arguments["path"]), Path(dead.arguments["path"])):
        os.utime(path, (long_ago, long_ago))
    assert uploading.remove_abandoned() == 2
    assert set(upload_folder().iterdir()) == {fresh, Path(waiting.arguments["path"])}


def test_what_is_uploaded_never_touches_the_disk_in_clear(clerk, signed_in, tmp_path, monkeypatch):
    """Whatever its size, and while it waits for its job."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = (
        b"\xe6\x9b\xbe\xe5\xad\x90\xe6\xb6\xb5," * 400_000
    )  # 曾子涵, 4 MB: Django would write it to a temporary file
    send(signed_in(clerk), clerk.unit, SimpleUploadedFile("名单.csv", large), workbook(GOOD))
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 2 and {path.parent for path in kept} == {upload_folder()}
    assert not any("曾子涵".encode() in path.read_bytes() for path in kept)
    paths = [
        Path(job.arguments["path"]) for job in Job.objects.filter(kind="feeds.import").order_by("created_at")
    ]
    assert b"".join(in_pieces(paths[0], ABOUT)) == large


def test_a_form_sent_back_leaves_no_file(clerk, signed_in):
    answer = send(signed_in(clerk), clerk.unit, workbook(GOOD), feed="nothing")
    assert answer.status_code == 422
    answer.close()
    assert list(upload_folder().iterdir()) == []


def test_a_file_changed_while_it_waited_is_not_taken_in(clerk, signed_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        send(signed_in(clerk), clerk.unit, workbook(GOOD))
    (path,) = upload_folder().iterdir()
    content = bytearray(path.read_bytes())
    content[-40] ^= 1
    path.write_bytes(bytes(content))
    for callback in callbacks:
        callback()
    assert Job.objects.get(kind="feeds.import").state == State.FAILED
    assert not Delivery.objects.exists() and not path.exists()
