"""Who reaches which page of intervention, what it shows of a child, and that its markup can be used by everybody."""

import itertools
import re

import pytest

from tests.intervention.conftest import at, text_of
from weibao.audit.models import Entry as LogEntry

HERE, ELSEWHERE = "620799101", "620799102"


@pytest.mark.parametrize(
    ("duty", "area", "expected"),
    [
        ("reviewer", HERE, (200, 200, 200, 200)),
        ("reviewer", ELSEWHERE, (404, 404, 404, 404)),
        ("coordinator", HERE, (200, 200, 200, 200)),
        ("township_officer", HERE, (200, 200, 200, 403)),
        ("township_officer", ELSEWHERE, (404, 404, 404, 403)),
        ("children_officer", "620799101201", (404, 404, 200, 403)),
        ("plan_lead", HERE, (404, 404, 404, 404)),
        ("team_member", HERE, (404, 404, 404, 403)),
        ("school_office", HERE, (404, 404, 404, 404)),
        ("police", HERE, (403, 403, 404, 200)),
        ("police", ELSEWHERE, (403, 403, 404, 404)),
        ("education_office", HERE, (403, 403, 403, 200)),
        ("court", HERE, (403, 403, 403, 200)),
        ("analyst", HERE, (403, 403, 403, 403)),
        ("liaison", HERE, (403, 403, 403, 403)),
        ("leader", HERE, (403, 403, 403, 403)),
        ("auditor", HERE, (403, 403, 403, 403)),
        ("system_admin", HERE, (403, 403, 403, 403)),
        ("security_admin", HERE, (403, 403, 403, 403)),
    ],
)
def test_records_open_by_duty_and_area(running, tier, make_user, signed_in, duty, area, expected):
    client = signed_in(make_user(duty, area=area))
    records = (running.entry, running, running.visits.get(), tier)
    assert tuple(client.get(one.get_absolute_url()).status_code for one in records) == expected


@pytest.mark.parametrize("name", ["focus-list", "plan-list", "visit-list", "tier-list"])
def test_lists_show_only_what_is_in_reach(running, tier, make_user, signed_in, name):
    assert "林小雨" in text_of(signed_in(make_user("reviewer", area=HERE)), at(name))
    assert "林小雨" not in text_of(signed_in(make_user("reviewer", area=ELSEWHERE)), at(name))
    assert signed_in(make_user("leader")).get(at(name)).status_code == 403


def test_acts_are_open_only_where_the_duty_reaches(running, child, make_user, signed_in):
    visit = running.visits.get()
    acts = {
        "reviewer": [
            at("focus-propose", child.public_id),
            at("focus-release", running.entry.pk),
            at("plan-lead", running.pk),
            at("plan-end", running.pk),
            at("care-open", child.public_id),
        ],
        "plan_lead": [
            at("plan-write", running.pk),
            at("plan-team", running.pk),
            at("plan-extend", running.pk),
            at("plan-end", running.pk),
            at("plan-outcome", running.pk),
            at("visit-record", visit.pk),
            at("visit-miss", visit.pk),
        ],
        "police": [at("tier-open", child.public_id)],
        "education_office": [at("tier-open", child.public_id)],
        "school_office": [at("tier-open", child.public_id)],
    }
    for duty, addresses in acts.items():
        client = signed_in(make_user(duty, area=ELSEWHERE))
        for address in addresses:
            assert client.get(address).status_code == 404, (duty, address)
            assert client.post(address, {"reason": "越权。"}).status_code == 404, (duty, address)


def test_an_auditor_is_refused_everywhere(running, child, make_user, signed_in):
    client = signed_in(make_user("auditor"))
    for name in ("focus-list", "plan-list", "visit-list", "tier-list", "tier-find"):
        assert client.get(at(name)).status_code == 403
    for address in (at("focus-propose", child.public_id), at("plan-end", running.pk)):
        assert client.get(address).status_code == 403


def test_opening_a_record_is_logged_with_its_purpose(running, reviewer, signed_in):
    text_of(signed_in(reviewer), running.get_absolute_url())
    entry = LogEntry.objects.filter(action="supportplan.open").latest("pk")
    assert entry.purpose == "制定或执行帮扶方案"


def pages_of(running, tier, child) -> dict[str, list[str]]:
    visit = running.visits.get()
    return {
        "reviewer": [
            at("focus-list"), at("plan-list"), at("visit-list"), at("tier-list"), running.entry.get_absolute_url(),
            running.get_absolute_url(), visit.get_absolute_url(), tier.get_absolute_url(),
            at("focus-release", running.entry.pk), at("plan-lead", running.pk), at("plan-end", running.pk),
            at("focus-propose", child.public_id),
        ],
        "lead": [
            at("plan-write", running.pk), at("plan-section", running.pk, "measures"), at("plan-team", running.pk),
            at("plan-extend", running.pk), at("plan-outcome", running.pk), at("visit-record", visit.pk),
            at("visit-miss", visit.pk),
        ],
        "teacher": [
            at("tier-find"), at("tier-open", child.public_id), at("tier-keep", tier.pk), at("tier-close", tier.pk),
        ],
    }  # fmt: skip


def test_pages_have_one_first_heading_labels_and_no_inline_script(
    running, tier, child, reviewer, lead, teacher, signed_in
):
    users = {"reviewer": reviewer, "lead": lead, "teacher": teacher}
    for user, addresses in pages_of(running, tier, child).items():
        client = signed_in(users[user])
        for address in addresses:
            check_markup(text_of(client, address), address)


def check_markup(text: str, address: str) -> None:
    assert len(re.findall(r"<h1", text)) == 1, address
    levels = [int(n) for n in re.findall(r"<h([1-6])", text)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (address, levels)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*src=)", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), (address, [one for one in ids if ids.count(one) > 1])
    for kind, attributes in re.findall(r"<(input|select|textarea)([^>]*)>", text):
        if kind == "input" and re.search(r'type="(hidden|radio|checkbox)"', attributes):
            continue
        found = re.search(r'id="([^"]+)"', attributes)
        assert found, (address, kind, attributes)
        assert f'for="{found[1]}"' in text, (address, found[1])


def test_the_childs_file_shows_what_is_done_by_whom_and_until_when(running, tier, child, reviewer, signed_in):
    client = signed_in(reviewer)
    client.post(child.get_absolute_url(), {"purpose": "help"})
    page = text_of(client, child.get_absolute_url())
    for words in ("每月入户，协调家庭困难。", "村（社区）干部 成员4", "训导", "帮扶方案开始执行", "7月回访"):
        assert words in page, words


def test_the_file_offers_first_steps_to_those_who_may_take_them(child, reviewer, teacher, signed_in):
    for user, words in ((reviewer, "提请列入重点青少年"), (teacher, "实施分级干预")):
        client = signed_in(user)
        client.post(child.get_absolute_url(), {"purpose": "help"})
        assert words in text_of(client, child.get_absolute_url())
