"""Settings of the tests: the site's own, in a folder and under names nobody else uses.

Several runs may stand side by side on one machine (and several pytest-xdist
workers inside one run), so the data folder, the test database and the queue all
carry the run and the worker. The controlling process chooses the folder; its
workers, and the Celery worker a test starts, inherit it through the environment.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

if "TEST_RUN_DIR" not in os.environ:
    os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix="reports-")
RUN_DIR = Path(os.environ["TEST_RUN_DIR"])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["DATA_DIR"] = str(RUN_DIR / WORKER)
os.environ["STATIC_ROOT"] = str(RUN_DIR / WORKER / "static")
os.environ["TASK_QUEUE"] = f"{RUN_DIR.name}-{WORKER}"
# Playwright keeps an event loop in the test's thread, where Django would otherwise refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# A bare Debian may not resolve localhost.
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")
Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)

from reportsite.settings import *  # noqa: E402, F403 - the environment above has to stand first
from reportsite.settings import DATABASES  # noqa: E402

if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_{RUN_DIR.name.replace('-', '_')}"}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # quick; only fixtures have passwords here
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Static files are looked up when asked for, not listed anew for every test client.
WHITENOISE_AUTOREFRESH = True
DECISION_DELAY = timedelta(0)  # what is decided goes out at once; a test that wants to wait says so
AUDIT_SEAL_PAUSE = timedelta(0)  # as where nobody else is at work
SIGN_INS_PER_MINUTE = UPLOADS_PER_MINUTE = 0  # tests sign in from one address; those about limits set them
