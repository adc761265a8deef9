"""What the launcher says when it cannot go on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class LaunchError(Exception):
    """A cause that whoever started the command can act on."""


@contextmanager
def plainly() -> Iterator[None]:
    """End the process with one plain message where the world, not the code, is at fault."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except (LaunchError, PermissionError) as error:
        sys.exit(f"anxin: {error}")
