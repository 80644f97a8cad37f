"""Django's settings. What an office may want to change comes from the environment or from its folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from siwei.site.database import database

django_stubs_ext.monkeypatch()  # lets `ModelForm[X]` and the like be written at run time too

BASE = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("SIWEI_VAR", BASE / "var"))
DEBUG = os.environ.get("SIWEI_DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-commands-that-sign-nothing")
ALLOWED_HOSTS = os.environ.get("SIWEI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("SIWEI_ORIGINS", "").split(",") if o]
BEHIND_TLS = os.environ.get("SIWEI_TLS") == "1"

SIWEI_OFFICE = os.environ.get("SIWEI_OFFICE", "kaohsiung")
#: which part of the sample's half million archive items is loaded
SIWEI_SAMPLE_SHARE = float(os.environ.get("SIWEI_SAMPLE_SHARE", "1"))
#: networks (CIDR) from which administrators may act; empty means from everywhere
SIWEI_ADMIN_NETWORKS = [n for n in os.environ.get("SIWEI_ADMIN_NETWORKS", "").split(",") if n]
#: how documents travel: the name of this installation, to which others send; the database or the brokers between
#: them (empty: this database, for one installation by itself); the folder of the agencies' keys
SIWEI_EXCHANGE: dict[str, Any] = {
    "installation": os.environ.get("SIWEI_INSTALLATION", SIWEI_OFFICE),
    "hub": os.environ.get("SIWEI_EXCHANGE_HUB", ""),
    "brokers": [url for url in os.environ.get("SIWEI_EXCHANGE_BROKERS", "").split(",") if url],
    "keys": Path(os.environ.get("SIWEI_KEYS", VAR / "keys")),
    "passphrase": os.environ.get("SIWEI_KEYS_PASSPHRASE", ""),
    #: minutes without an answer after which the same is handed over again, doubling each time, and how often
    "patience_minutes": 30,
    "most_tries": 12,
    #: says which arrivals another module took over; without it no bytes of an arrival are ever removed
    "taken_over": "siwei.site.flows.taken_over",
}
#: what follows an act of one module in another
SIWEI_FLOWS = "siwei.site.flows"
SIWEI_MODULES = [
    "siwei.general.venues",
    "siwei.general.repairs",
    "siwei.general.safety",
    "siwei.documents.exchange",  # before correspondence, whose sample writes to the schools that it makes
    "siwei.documents.archives",  # before correspondence, whose sample files by the scheme that it makes
    "siwei.documents.correspondence",
    "siwei.kernel.house",
    "siwei.report",  # last: its sample counts what the others built
]

INSTALLED_APPS = [
    "siwei.kernel.screens",  # first, so that its templates stand before those of sign-in
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "siwei.kernel.calendar",
    "siwei.kernel.directory",
    "siwei.kernel.access",
    "siwei.kernel.numbering",
    "siwei.kernel.records",
    "siwei.kernel.events",
    "siwei.kernel.actions",
    "siwei.kernel.jobs",
    "siwei.kernel.files",
    "siwei.kernel.notices",
    "siwei.kernel.approvals",
    "siwei.kernel.deadlines",
    "siwei.kernel.search",
    "siwei.kernel.sheets",
    "siwei.kernel.measures",
    *SIWEI_MODULES,
    "siwei.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "siwei.site.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "siwei.site.doors.network_door",
    "siwei.site.doors.password_door",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "siwei.site.urls"
WSGI_APPLICATION = "siwei.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "siwei.kernel.screens.context.house",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"postgresql://siwei@/siwei?host={VAR / 'run'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# Length, kinds, memory and age stand in the office's settings.toml (RULES 3.6); five failures lock for 15 minutes.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "siwei.kernel.directory.passwords.OfficeRules"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
# Axes locks a pair of account and address; this one stops many addresses that try one account.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,20/5m/key"}
AXES_CLIENT_IP_CALLABLE = "siwei.kernel.access.networks.client_address"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "siwei.site.accounts.NoSignUp"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 9 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "siwei_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
# Our own words stand before those of other packages, whose catalogues have some of the same English.
LOCALE_PATHS = sorted(
    path.parent.parent.parent for path in Path(__file__).resolve().parents[1].glob("**/LC_MESSAGES/django.po")
)
TIME_ZONE = "Asia/Taipei"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
NODE_MODULES = Path(os.environ.get("SIWEI_NODE_MODULES", BASE / "node_modules"))
STATICFILES_DIRS: list[tuple[str, Path]] = [
    (prefix, path)
    for prefix, path in (
        ("vendor/tabler", NODE_MODULES / "@tabler/core/dist"),
        ("vendor/htmx", NODE_MODULES / "htmx.org/dist"),
        ("vendor/uplot", NODE_MODULES / "uplot/dist"),
    )
    if path.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
#: certificates of authorities and lists of revocations that are believed here (docs/kernel/signing.md)
SIWEI_TRUST = Path(os.environ.get("SIWEI_TRUST", VAR / "trust"))
#: key files of the sample's invented people
SIWEI_SAMPLE_KEYS = VAR / "sample-keys"
# a letter to every agency of the city is five fields for each of some 700 recipients
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 30
EMAIL_HOST = os.environ.get("SIWEI_MAIL_HOST", "")
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("SIWEI_MAIL_FROM", "siwei@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SIWEI_LOG", "WARNING")},
}
