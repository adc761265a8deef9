"""What stands below the site: the environment, the embedded PostgreSQL and the supervisor.

Runs before anything is installed, so it imports nothing but the standard library, and by
whatever python3 the machine has, so it looks at that first: the modules here may not even parse.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("anxin: Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ...")
