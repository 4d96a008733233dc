"""What the feeds are, on a page, and an empty workbook of each."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from weibao.access.duties import DUTY_KINDS
from weibao.feeds.definitions import definitions
from weibao.feeds.errors import FileRefused
from weibao.feeds.models import FeedRow
from weibao.feeds.services import import_file

READERS = {kind for kind, duty in DUTY_KINDS.items() if "feeds.view" in duty.abilities}


def blank(client, feed: str):
    answer = client.get(reverse("feeds:blank", args=[feed]))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


@pytest.mark.parametrize("duty", DUTY_KINDS)
def test_who_reads_deliveries_reads_what_the_feeds_are(make_user, signed_in, duty):
    expected = 200 if duty in READERS else 403
    client = signed_in(make_user(duty))
    assert client.get(reverse("feeds:definitions")).status_code == expected
    assert client.get(reverse("feeds:blank", args=["police"])).status_code == expected


def test_every_feed_stands_with_owner_purpose_law_retention_and_columns(make_user, signed_in):
    page = signed_in(make_user("coordinator")).get(reverse("feeds:definitions")).content.decode()
    for feed in definitions().values():
        for words in (feed.title, feed.owner, feed.purpose, feed.legal_basis, feed.retention):
            assert words in page
        for column in feed.columns:
            assert column.label in page
    assert "由您报送" not in page
    assert "选填：在读、休学、转出、辍学" in page


def test_what_the_reader_sends_stands_first(make_user, signed_in, education_bureau):
    client = signed_in(make_user("education_office", unit=education_bureau))
    feeds = client.get(reverse("feeds:definitions")).context["feeds"]
    assert [one.feed.name for one in feeds if one.mine] == ["education"]
    assert feeds[0].feed.name == "education"


@pytest.mark.parametrize(
    "feed", ["education", "civil_affairs", "police", "judicial", "health", "venues", "hotline"]
)
def test_the_empty_workbook_has_the_headers_drop_downs_and_an_example(make_user, signed_in, feed):
    book = blank(signed_in(make_user("coordinator")), feed)
    sheet, guide = book.worksheets
    definition = definitions()[feed]
    assert [cell.value for cell in sheet[1]] == [column.label for column in definition.columns]
    lists = {str(one.sqref).split(":")[0][:1]: one.formula1 for one in sheet.data_validations.dataValidation}
    for number, column in enumerate(definition.columns):
        if column.values:
            assert column.values[0] in lists["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]]
    told = {row[0].value: [cell.value for cell in row] for row in guide.iter_rows(min_row=4)}
    for column in definition.columns:
        assert told[column.label][1] == ("必填" if column.required else "可不填")
        assert told[column.label][3]


def test_id_numbers_typed_into_it_stay_text(make_user, signed_in):
    sheet = blank(signed_in(make_user("coordinator")), "education").worksheets[0]
    groups = sheet.column_dimensions.values()
    assert max(group.max for group in groups) == sheet.max_column
    assert {group.number_format for group in groups} == {"@"}


def test_an_unknown_feed_is_not_there(make_user, signed_in):
    client = signed_in(make_user("coordinator"))
    assert client.get(reverse("feeds:blank", args=["no-such"])).status_code == 404


@pytest.mark.parametrize("feed", ["education", "police", "venues"])
def test_filled_in_and_sent_back_it_is_taken_in_and_its_example_is_nobodys_row(
    make_user, signed_in, tmp_path, feed
):
    user = make_user("analyst")
    book = blank(signed_in(user), feed)
    sheet, guide = book.worksheets
    examples = {row[0].value: row[3].value for row in guide.iter_rows(min_row=4)}
    sheet.append([examples[cell.value] for cell in sheet[1]])
    sheet.cell(2, [cell.value for cell in sheet[1]].index("姓名") + 1).value = "何欣妍"
    path = tmp_path / "填好.xlsx"
    book.save(path)
    receipt = import_file(actor=user, feed=feed, path=path)
    assert (receipt.accepted, receipt.quarantined) == (1, 0), receipt.reasons
    assert FeedRow.objects.get(state="current").values["name"] == "何欣妍"


def test_sent_back_empty_it_is_nobodys_row_either(make_user, signed_in, tmp_path):
    user = make_user("analyst")
    path = tmp_path / "空白.xlsx"
    blank(signed_in(user), "education").save(path)
    try:
        receipt = import_file(actor=user, feed="education", path=path)
    except FileRefused as refusal:
        assert str(refusal)
    else:
        assert receipt.accepted == receipt.quarantined == 0
    assert not FeedRow.objects.filter(state="current").exists()
