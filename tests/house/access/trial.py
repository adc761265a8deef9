"""What an act is tried on, and who may do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

SENIORS = "senior supervisor"


@dataclass(frozen=True, slots=True)
class Trial:
    """What an act is tried on: the words of its address, its form, and the only one who may do it.

    `doer`: nobody else of that role may; `None`: anybody of the roles.
    """

    words: Mapping[str, Any]
    form: Mapping[str, Any] = field(default_factory=dict)
    doer: UUID | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """The roles that may do something, and something on which they can."""

    roles: str
    trial: Callable[[], Trial]
