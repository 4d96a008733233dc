"""A production start refuses demonstration accounts, by whatever command it is started."""

import pytest
from click.testing import CliRunner
from django.conf import settings

from weibao.access.models import User
from weibao.access.startup import refuse_demonstration_accounts
from weibao.cli import Refused
from weibao.jobs.commands import worker
from weibao.web import commands

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstrator(make_user) -> User:
    user = make_user("reviewer")
    user.username = "demo-reviewer"
    user.save()
    return user


@pytest.mark.parametrize("command", [commands.web, commands.serve, worker])
def test_no_part_starts_while_a_demonstration_account_is_open(demonstrator, command):
    answer = CliRunner().invoke(command, [])
    assert answer.exit_code == 2
    assert "演示账号" in answer.output


def test_closing_the_account_lets_it_start(demonstrator):
    demonstrator.is_active = False
    demonstrator.save()
    refuse_demonstration_accounts()


def test_in_a_demonstration_folder_they_are_at_home(demonstrator):
    settings.DEMO_MARK.touch()
    try:
        refuse_demonstration_accounts()
    finally:
        settings.DEMO_MARK.unlink()
    with pytest.raises(Refused):
        refuse_demonstration_accounts()
