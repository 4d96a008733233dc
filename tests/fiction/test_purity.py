"""The fiction stands on its own: it can be run where no Django is set up."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.pure


def test_the_fiction_never_imports_django():
    asked = "import sys, weibao.fiction, weibao.fiction.year, weibao.fiction.__main__; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
