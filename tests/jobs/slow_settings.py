"""Settings of a worker that can also do the slow task of these tests."""

from config.settings.test import *  # noqa: F403
from config.settings.test import PROCRASTINATE_IMPORT_PATHS as OURS

PROCRASTINATE_IMPORT_PATHS = [*OURS, "tests.jobs.slow"]
