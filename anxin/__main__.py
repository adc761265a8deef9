"""`python -m anxin …` is the same command as `anxin …`."""

import sys

from anxin.cli import main

if __name__ == "__main__":
    sys.exit(main())
