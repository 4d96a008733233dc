"""Who reaches which page of intervention, what it shows of a child, and that its markup can be used by everybody."""

import itertools
import re

import pytest

from tests.intervention.conftest import at, text_of
from weibao.audit.models import Entry as LogEntry

HERE, ELSEWHERE = "620799101", "620799102"


@pytest.mark.parametrize("name", ["focus-list", "plan-list", "visit-list", "tier-list"])
def test_lists_show_only_what_is_in_reach(running, tier, make_user, signed_in, name):
    assert "林小雨" in text_of(signed_in(make_user("reviewer", area=HERE)), at(name))
    assert "林小雨" not in text_of(signed_in(make_user("reviewer", area=ELSEWHERE)), at(name))
    assert signed_in(make_user("leader")).get(at(name)).status_code == 403


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
