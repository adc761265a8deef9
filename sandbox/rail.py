"""A rail: everything that the process needs of one provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute

from sandbox.postman import Mail

Accounts = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Rail:
    """A provider's addresses, its mail and its book, under its name.

    Its endpoints find their `provider` under this name in the application's state.
    """

    name: str
    provider: object
    routes: Sequence[BaseRoute]
    mail: Mail
    list_accounts: Callable[..., Accounts]
