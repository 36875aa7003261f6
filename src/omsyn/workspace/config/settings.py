"""Settings of the workspace; what differs between machines comes from `environment`."""

from __future__ import annotations

from pathlib import Path

from omsyn.workspace.config import environment as env
from omsyn.workspace.config.database import database

WORKSPACE = Path(__file__).resolve().parent.parent
IN_PRODUCTION = env.environment() is env.Environment.PRODUCTION

DEBUG = False
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.hosts()

INSTALLED_APPS = [
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "omsyn.workspace.core",
    "omsyn.workspace.insight",
]
MIDDLEWARE = [
    # Outermost: every answer gets the headers, also errors, redirects and static files.
    "omsyn.workspace.core.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "omsyn.workspace.core.middleware.WrittenStandardInForce",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "omsyn.workspace.core.middleware.FaultsBecomePages",
    "omsyn.workspace.insight.faults.PlacesMeant",
]
ROOT_URLCONF = "omsyn.workspace.config.urls"
WSGI_APPLICATION = "omsyn.workspace.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "omsyn.workspace.core.context.every_page",
            ],
        },
    }
]

DATABASES = {"default": database(env.setting("OMSYN_DATABASE_URL"), env.workspace_folder())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk")]
LOCALE_PATHS = [WORKSPACE / "locale"]
LANGUAGE_COOKIE_NAME = "omsyn_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

STATIC_URL = "static/"
STATIC_ROOT = env.workspace_folder() / "static"
# Letters and style of figures are the library's own, so that page and document look the same.
STATICFILES_DIRS = [
    ("fonts", WORKSPACE.parent / "charts" / "fonts"),
    ("documents", WORKSPACE.parent / "documents" / "assets"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# A browser may keep a file with its digest in its name for ever; the rest it asks about again.
WHITENOISE_MAX_AGE = 0

CSRF_FAILURE_VIEW = "omsyn.workspace.core.errors.forbidden"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-omsyn" if IN_PRODUCTION else "omsyn"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = IN_PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-omsyn-form" if IN_PRODUCTION else "omsyn-form"
CSRF_COOKIE_SECURE = IN_PRODUCTION
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IN_PRODUCTION
# The machine's own supervision asks without encryption.
SECURE_REDIRECT_EXEMPT = [r"^helse$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
"""The what-if form has some hundred, with rows of newcomers and plans."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
