"""Settings of the tests: the product's, and a toy business on which the kernel is tried."""

from siwei.site.settings import *  # noqa: F403
from siwei.site.settings import INSTALLED_APPS, VAR

INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
VAR_OF_TESTS = VAR / "test"
