"""A backup that is put back does not open a seal that is newer than it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.protection.conftest import notice
from weibao.feeds.models import FeedRow
from weibao.intervention.models import Tier
from weibao.machines import CannotAct
from weibao.protection.models import Seal
from weibao.protection.restored import seal_again


@pytest.fixture(autouse=True)
def beside_the_heads(tmp_path, settings):
    settings.AUDIT_HEADS_DIR = tmp_path / "heads"


def test_what_was_sealed_since_is_sealed_again(tier, decided, prosecutor):
    made_at = datetime.now(UTC)
    backup = transaction.savepoint()
    notice(prosecutor)
    transaction.savepoint_rollback(backup)
    assert Tier.objects.exists() and FeedRow.objects.filter(feed="judicial").exists(), "as the backup has it"
    assert "2 条" in seal_again(made_at)
    assert not Tier.objects.exists() and not FeedRow.objects.filter(feed="judicial").exists()
    assert Seal.objects.count() == 2
    assert seal_again(made_at) == "", "run again it finds nothing"


def test_seals_older_than_the_backup_are_let_be(tier, prosecutor):
    backup = transaction.savepoint()
    notice(prosecutor)
    transaction.savepoint_rollback(backup)
    assert seal_again(datetime.now(UTC) + timedelta(seconds=1)) == ""
    assert Tier.objects.exists()


def test_the_ledger_holds_ids_alone(child, tier, decided, prosecutor, settings):
    notice(prosecutor)
    written = "".join(path.read_text() for path in (settings.AUDIT_HEADS_DIR / "sealed").iterdir())
    assert child.name not in written and child.id_number not in written and "样本" not in written
    assert '"intervention.tier"' in written


def test_nothing_is_sealed_where_the_ledger_cannot_be_written(tier, prosecutor, settings, tmp_path):
    (tmp_path / "heads").write_text("a file stands in the way")
    with pytest.raises(CannotAct, match="封存登记簿"):
        notice(prosecutor)
