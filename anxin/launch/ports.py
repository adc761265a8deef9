"""Free TCP ports on this machine."""

from __future__ import annotations

import errno
import socket


def is_free(*, port: int) -> bool:
    """Whether nothing listens on this port, at 127.0.0.1 or ::1: `localhost` may mean either."""
    addresses = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    return all(_can_listen(family, address, port) for family, address in addresses)


def next_free(*, start: int) -> int:
    """The first free port from `start` up."""
    return next(port for port in range(start, 65536) if is_free(port=port))


def any_free() -> int:
    """A free port of the system's choice."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _can_listen(family: socket.AddressFamily, address: str, port: int) -> bool:
    try:
        probe = socket.socket(family)
    except OSError:
        return True  # this machine has no such family, so nobody listens there
    with probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error.errno == errno.EADDRNOTAVAIL  # no such address on this machine
        return True
