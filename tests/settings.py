"""The product's settings for a test run: a data folder of its own, which is thrown away.

It must be chosen before the product's settings are read; the processes of pytest-xdist inherit it.
"""

import os
import tempfile
from pathlib import Path

from aftercare.config.messages import compile_catalogues

if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in [name for name in os.environ if name.startswith("AFTERCARE_") or name in ("DATABASE_URL", "REDIS_URL")]:
        del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="aftercare-test-")).resolve()
    home.chmod(0o711)  # PostgreSQL runs as nobody when root runs the tests
    os.environ["AFTERCARE_HOME"] = str(home)
    compile_catalogues()

from aftercare.config.settings import *  # noqa: F403

# A login in a test costs 0.1 ms instead of 50; the product's own hasher is tested by the newcomer's login.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Pages are counted by their queries: no process asks for a newer data key by itself; what tests it says so.
DATA_KEY_SECONDS = 1_000_000_000
