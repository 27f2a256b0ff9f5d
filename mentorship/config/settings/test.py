"""For the suite: SQLite in memory, or PostgreSQL by TEST_DATABASE_URL; tasks run where they are called."""

import tempfile
from pathlib import Path

from mentorship.config.settings.background import *  # noqa: F403  an environment is the sum of its concerns
from mentorship.config.settings.base import *  # noqa: F403  as above
from mentorship.config.settings.base import env
from mentorship.config.settings.database import database_from
from mentorship.config.settings.security import *  # noqa: F403  as above

VAR_DIR = Path(tempfile.gettempdir()) / "mentorship-test"
VAR_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = False
SECRET_KEY = "test"  # noqa: S105  protects nothing
FIELD_KEYS = ["dGVzdC10ZXN0LXRlc3QtdGVzdC10ZXN0LXRlc3QtISE="]
LOOKUP_KEY = "test-lookup-key"
PSEUDONYM_KEY = "test-pseudonym-key"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": database_from(env("TEST_DATABASE_URL", default=""), var_dir=VAR_DIR)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = []
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
ACCOUNT_RATE_LIMITS = False
SITE_URL = "http://testserver"
STATIC_ROOT = VAR_DIR / "static"  # empty: the finders serve
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
