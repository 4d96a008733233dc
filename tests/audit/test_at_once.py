"""One chain, however many write at once (the long version is the drill)."""

import pytest

from tests.audit.writing_at_once import write_at_once
from weibao.audit.models import Entry
from weibao.audit.verifying import verify


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_make_one_chain():
    write_at_once(processes=4, each=25)
    assert Entry.objects.count() == 100
    assert verify().is_whole
