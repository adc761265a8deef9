"""`python -m anxin.cli` is `anxin`."""

import sys

from anxin.cli import main

sys.exit(main())
