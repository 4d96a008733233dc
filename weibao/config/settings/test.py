"""Settings of the test suite: the same house, quick passwords, tasks run at once."""

import tempfile
from pathlib import Path

from weibao.config.settings.base import *  # noqa: F403
from weibao.config.settings.base import DATABASES, PACKAGE

DATA_DIR = Path(tempfile.mkdtemp(prefix="weibao-test-"))
DEMO_MARK = DATA_DIR / "demonstration"
MEDIA_ROOT = DATA_DIR / "files"
AUDIT_KEY_KEPT_APART = False
AUDIT_KEY_FILE = DATA_DIR / "audit.key"
AUDIT_HEADS_DIR = DATA_DIR / "heads"
KEY_FILE_KEPT_APART = False
KEY_FILE = DATA_DIR / "keyring.json"
FEED_FOLDERS = [PACKAGE / "feeds" / "definitions", DATA_DIR / "feeds"]
SECRET_KEY = "only-for-tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = str(DATA_DIR / "test.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
