"""What is on this machine: the sandbox calls, and is told what to do by, nobody else."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(*, host: str) -> bool:
    """Whether a host's name or address means this machine.

    >>> [is_loopback(host=host) for host in ("localhost", "127.0.0.1", "::1", "10.0.0.1", "a.cn")]
    [True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_be_called(*, url: str) -> bool:
    """Whether this is plain http to this machine.

    >>> may_be_called(url="http://localhost:8000/notify")
    True
    >>> may_be_called(url="http://localhost@shop.example/notify")
    False
    >>> may_be_called(url="http://localhost:http/")
    False
    """
    try:
        parts = urlsplit(url)
        here = is_loopback(host=parts.hostname or "") and parts.port != 0  # or no number at all
        return parts.scheme == "http" and here
    except ValueError:
        return False
