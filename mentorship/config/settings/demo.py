"""The embedded default: everything under var/, made-up people, well-known secrets. Never for real people."""

from mentorship.config.settings import demo_secrets
from mentorship.config.settings.background import *  # noqa: F403  an environment is the sum of its concerns
from mentorship.config.settings.background import broker_from
from mentorship.config.settings.base import *  # noqa: F403  as above
from mentorship.config.settings.base import VAR_DIR, env
from mentorship.config.settings.database import database_from
from mentorship.config.settings.logs import LOGGING as LOGGING
from mentorship.config.settings.security import *  # noqa: F403  as above

VAR_DIR.mkdir(parents=True, exist_ok=True)

DEMO_MODE = True
DEBUG = False
SECRET_KEY = demo_secrets.SECRET_KEY
FIELD_KEYS = [demo_secrets.FIELD_KEY]
LOOKUP_KEY = demo_secrets.LOOKUP_KEY
PSEUDONYM_KEY = demo_secrets.PSEUDONYM_KEY
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

DATABASES = {"default": database_from(env("DATABASE_URL", default=""), var_dir=VAR_DIR)}
globals().update(broker_from(env("REDIS_URL", default=""), var_dir=VAR_DIR))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # what leaves is kept in "Sent messages"
if env("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
AUTH_PASSWORD_VALIDATORS = []  # the demo's password is "demo"
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
STATIC_ROOT = VAR_DIR / "static"  # empty: the finders serve
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
