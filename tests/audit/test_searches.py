"""What somebody searched for is in the log as a keyed hash, with the list and the number of hits."""

import pytest
from django.urls import reverse

from tests.exports import exported
from weibao.audit.hashing import keyed
from weibao.audit.models import Entry
from weibao.people.models import Child
from weibao.people.search import write_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(make_user, signed_in):
    made = [
        Child.objects.create(name=f"马小{n}", sex="男", area_code="620799101201", area_id="620799101201")
        for n in range(3)
    ]
    write_tokens(made)
    return signed_in(make_user("coordinator"))


def logged(action: str) -> list[dict]:
    return list(Entry.objects.filter(action=action).order_by("number").values_list("detail", flat=True))


def test_a_search_is_logged_without_its_words(coordinator):
    coordinator.get(reverse("people:list"), {"q": "马小1"})
    assert logged("lists.search") == [{"list": "/children/", "by_q": keyed("马小1"), "hits": 1}]
    assert "马" not in str(Entry.objects.values())


def test_a_list_that_is_only_opened_or_narrowed_by_a_choice_is_no_search(coordinator):
    coordinator.get(reverse("people:list"))
    coordinator.get(reverse("people:list"), {"age": "6-11", "sort": "name"})
    assert logged("lists.search") == []


def test_each_page_of_a_search_is_logged_for_each_shows_other_children(coordinator):
    for page in (1, 2):
        coordinator.get(reverse("people:list"), {"q": "马", "page": page})
    assert len(logged("lists.search")) == 2


def test_an_export_says_what_was_searched_for(coordinator):
    exported(coordinator, reverse("people:list"), {"q": "马"})
    assert logged("lists.offer") == logged("lists.export")
    assert logged("lists.export") == [{"list": "/children/", "by_q": keyed("马"), "rows": 3}]
    assert logged("lists.search") == []


def test_looking_for_a_file_to_merge_with_is_logged(make_user, signed_in, coordinator):
    child = Child.objects.first()
    signed_in(make_user("analyst")).get(reverse("people:merge", args=[child.public_id]), {"q": "马小"})
    (detail,) = logged("children.find")
    assert detail == {"q": keyed("马小"), "hits": 2}


@pytest.mark.pure
def test_the_hash_is_the_same_for_the_same_words_and_needs_the_key(settings, tmp_path):
    assert keyed("Ma Xiao") == keyed(" maxiao") != keyed("马小")
    before = keyed("马小")
    settings.KEY_FILE = tmp_path / "another.json"
    assert keyed("马小") != before
