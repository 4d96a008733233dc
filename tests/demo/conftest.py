"""The built demonstration, once a run of the suite."""

import os
from pathlib import Path

import pytest

from tests.demo.building import built_demo


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory) -> Path:
    base = tmp_path_factory.getbasetemp()
    # Workers of one run share it.
    return built_demo((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo")
