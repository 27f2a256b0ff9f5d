"""Production: secrets from the environment, PostgreSQL, Redis, TLS in front. Refuses the demo's secrets."""

from django.core.exceptions import ImproperlyConfigured

from mentorship.config.settings import demo_secrets
from mentorship.config.settings.background import *  # noqa: F403  an environment is the sum of its concerns
from mentorship.config.settings.background import broker_from
from mentorship.config.settings.base import *  # noqa: F403  as above
from mentorship.config.settings.base import BASE_DIR, VAR_DIR, env
from mentorship.config.settings.base import STORAGES as SHARED_STORAGES
from mentorship.config.settings.database import database_from
from mentorship.config.settings.logs import LOGGING as LOGGING
from mentorship.config.settings.security import *  # noqa: F403  as above

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
FIELD_KEYS = env.list("FIELD_KEYS")
LOOKUP_KEY = env("LOOKUP_KEY")
PSEUDONYM_KEY = env("PSEUDONYM_KEY")
if not all([SECRET_KEY, LOOKUP_KEY, PSEUDONYM_KEY, *FIELD_KEYS]) or not FIELD_KEYS:
    raise ImproperlyConfigured("A secret is empty: see “Secrets” in docs/operations.md.")
if demo_secrets.VALUES & {SECRET_KEY, LOOKUP_KEY, PSEUDONYM_KEY, *FIELD_KEYS}:
    raise ImproperlyConfigured(
        "A secret of the demo is in use. Make your own: see “Secrets” in docs/operations.md."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env("SITE_URL")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

DATABASES = {"default": database_from(env("DATABASE_URL"), var_dir=VAR_DIR)}
globals().update(broker_from(env("REDIS_URL"), var_dir=VAR_DIR))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env("REDIS_URL")}}
globals().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))

# How many proxies stand in front: sign-in limits count by the visitor's address, not by the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(env.path("FILES_DIR", default=str(BASE_DIR / "var" / "files")))},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "documents": SHARED_STORAGES["documents"],
}
