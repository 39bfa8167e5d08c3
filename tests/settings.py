"""The project's own settings in an environment of their own: no file of this machine is read, nothing is sent."""

import os

os.environ |= {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "only-for-tests-" * 4,
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "PLAIN_HTTP": "on",
    "CACHE_URL": "locmemcache://",
}
os.environ.setdefault("DATABASE_URL", "sqlite:///never-opened.sqlite3")

from clusterix.settings import *  # noqa: F403
from clusterix.settings import DATABASES, STORAGES, TEMPLATES, VAR_DIR
from tests.undefined import Undefined

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads have connections of their own, as in production; not waiting for the disk, unlike there.
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{VAR_DIR}/tests-{os.getpid()}.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LANGUAGE_CODE = "en"
