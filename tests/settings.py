"""Settings of the tests: the product's, and two small businesses on which the kernel is tried."""

from siwei.site.settings import *  # noqa: F403
from siwei.site.settings import INSTALLED_APPS, SIWEI_EXCHANGE, SIWEI_MODULES, VAR

SIWEI_MODULES = [*SIWEI_MODULES, "tests.showroom"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy", "tests.showroom"]
#: a thousandth of the half million archive items
SIWEI_SAMPLE_SHARE = 0.001
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
VAR_OF_TESTS = VAR / "test"
SIWEI_TRUST, SIWEI_SAMPLE_KEYS = VAR_OF_TESTS / "trust", VAR_OF_TESTS / "sample-keys"
SIWEI_EXCHANGE = {**SIWEI_EXCHANGE, "keys": VAR_OF_TESTS / "keys"}
