"""The project's settings as tests and code checks use them; the environment still wins."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
# Never the real folder of scans, whatever the environment says.
os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="register-media-")
atexit.register(shutil.rmtree, os.environ["MEDIA_ROOT"], ignore_errors=True)

from foreign_affairs.settings import *  # noqa: E402, F403

# The real hashers are slow on purpose, and most tests log somebody in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The threads of the browser tests' server end with the browser's connections, some of them after
# the tests; a connection kept for the next request would then keep the test database from going.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405

# All tests come from one address; those of the limits set their own.
RATE_LIMITS = {}

# Most tests are about how a page is made, and count the queries for it; `page_cache` of conftest.py
# keeps pages for the tests that are about that.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # noqa: F405
