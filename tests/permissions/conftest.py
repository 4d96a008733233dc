"""The twin counties, built once for all tests of a module and undone after them, and clients for everybody at work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.signals import user_logged_in
from django.test import Client

from tests.conftest import prove
from tests.permissions.asking import undone
from tests.permissions.places import Twins
from tests.permissions.twins import build
from weibao.access.models import User


@pytest.fixture(scope="package", autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant; writing their stacks would take as long as asking."""
    logger = logging.getLogger("django.request")
    before, logger.disabled = logger.disabled, True
    yield
    logger.disabled = before


@pytest.fixture(scope="module")
def twins(django_db_setup, django_db_blocker) -> Iterator[Twins]:
    with django_db_blocker.unblock(), undone():
        yield build()


@pytest.fixture(scope="module")
def client_of(twins) -> Callable[[User], Client]:
    """`client_of(reader)`: a client in that reader's session. All are made at once: what a test does is undone after it."""
    clients: dict[int, Client] = {}
    user_logged_in.connect(prove, dispatch_uid="tests")
    for reader in twins.strangers.values():
        clients[reader.pk] = Client()
        clients[reader.pk].force_login(reader)
    return lambda user: clients[user.pk]
