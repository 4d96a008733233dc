"""Settings of every Weibao process. What differs between counties comes from the environment (12-factor)."""

from pathlib import Path

import dj_database_url
from environs import Env

env = Env()

PACKAGE = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("WEIBAO_DATA_DIR", "./var")).resolve()
DEMO_MARK = DATA_DIR / "demonstration"
"""A file that marks the folder as a demonstration: only there may demonstration accounts exist."""

DEBUG = env.bool("WEIBAO_DEBUG", False)
ALLOWED_HOSTS = env.list("WEIBAO_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("WEIBAO_ORIGINS", [])
SECRET_KEY_FILE = Path(env.str("WEIBAO_SECRET_KEY_FILE", str(DATA_DIR / "secret.key")))
SECRET_KEY = SECRET_KEY_FILE.read_text().strip() if SECRET_KEY_FILE.exists() else ""

AUDIT_KEY_KEPT_APART = bool(env.str("WEIBAO_AUDIT_KEY_FILE", ""))
AUDIT_KEY_FILE = Path(env.str("WEIBAO_AUDIT_KEY_FILE", "") or SECRET_KEY_FILE.with_name("audit.key"))
"""Signs the heads of the log; better kept outside the data folder."""
AUDIT_HEADS_DIR = Path(env.str("WEIBAO_AUDIT_HEADS_DIR", "") or DATA_DIR / "heads")
"""Where a signed head is put every day: meant to be another disk, or a folder that is mailed out."""

KEY_FILE_KEPT_APART = bool(env.str("WEIBAO_KEY_FILE", ""))
KEYS_DIR = DATA_DIR.with_name(f"{DATA_DIR.name}.keys")
"""Beside the data folder, so that a copy of the one is not a copy of the other."""
KEY_FILE = Path(env.str("WEIBAO_KEY_FILE", "") or KEYS_DIR / "keyring.json").absolute()
"""The keyring by which content lies encrypted (weibao.cipher): a production start refuses it in the data folder."""
CIPHER_SUITE = env.str("WEIBAO_CIPHER", "") or "sm4-gcm"

BACKUP_DIR = Path(env.str("WEIBAO_BACKUP_DIR", "") or DATA_DIR / "backups")
"""Where backups are put: meant to be another disk."""
BACKUPS_DAILY = env.int("WEIBAO_BACKUPS_DAILY", 14)
BACKUPS_WEEKLY = env.int("WEIBAO_BACKUPS_WEEKLY", 8)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "weibao.cipher",
    "weibao.web",
    "weibao.audit",
    "weibao.places",
    "weibao.access",
    "weibao.jobs",
    "weibao.keeping",
    "weibao.feeds",
    "weibao.people",
    "weibao.protection",
    "weibao.candidates",
    "weibao.intervention",
    "weibao.reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "weibao.web.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "weibao.web.middleware.SeenMiddleware",
    "weibao.web.middleware.SignInMiddleware",
    "weibao.web.middleware.DraftMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "weibao.web.middleware.NoStoreMiddleware",
]

ROOT_URLCONF = "weibao.config.urls"
WSGI_APPLICATION = "weibao.config.wsgi.application"
AUTH_USER_MODEL = "access.User"
CSRF_FAILURE_VIEW = "weibao.web.views.stale"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "sign-in"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "weibao.web.context.frame",
            ],
            "builtins": ["weibao.web.templatetags.weibao"],
        },
    }
]
FORM_RENDERER = "weibao.web.forms.FormRenderer"
DJANGO_TABLES2_TEMPLATE = "web/table.html"

# Set but empty, as makefiles and unit files leave it, means the same as not set.
DATABASE_URL = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'weibao.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Deferred transactions failed 5,587 of 8,203 concurrent writes in trial; immediate ones none.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
        ),
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_HANDLERS = ["weibao.cipher.uploads.SealingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
UPLOAD_MAX_BYTES = 100 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {
        "NAME": "weibao.access.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "weibao.access.passwords.Mixed"},
    {"NAME": "weibao.access.passwords.NotOfThisPlace"},
    {"NAME": "weibao.access.passwords.NotOfBefore"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
MLPS = env.bool("WEIBAO_MLPS", False)
"""Whether passwords, lock-out and idle sessions follow 网络安全等级保护 (`access.profiles`)."""
PROXIES = env.list("WEIBAO_PROXIES", ["127.0.0.1", "::1"])
"""Addresses of our own reverse proxies, whose X-Forwarded-For is believed."""
OUTBOUND: list[str] = env.list("WEIBAO_OUTBOUND", [])
"""Hosts that the platform may call (`weibao.outbound`), by name. Without any nothing goes out."""
SESSION_ENGINE = "weibao.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = env.bool("WEIBAO_TLS", False)
SECURE_HSTS_SECONDS = 0
if SESSION_COOKIE_SECURE:
    # Our own reverse proxy sets this header on every request; nothing else reaches the site (docs/operating.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("WEIBAO_HSTS_SECONDS", 2 * 365 * 24 * 3600)
    # Bound to this very host and to TLS by the browser itself.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

FEED_FOLDERS = [PACKAGE / "feeds" / "definitions", DATA_DIR / "feeds"]
"""Where feed definitions are read from: those shipped, then a county's own."""

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "weibao.config.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("WEIBAO_LOG_LEVEL", "WARNING")},
}
