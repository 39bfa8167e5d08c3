"""The project's own settings, in an environment of their own: no file of this machine is read, nothing is sent."""

import os

os.environ |= {"ENV_FILE": os.devnull, "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1"}
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from clusterix.settings import *  # noqa: E402, F403
