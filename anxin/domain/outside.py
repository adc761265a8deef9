"""What the outside world must offer, as protocols: adapters implement them, wiring chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from anxin.domain.channel import Channel
from anxin.domain.quote.facts import WorkingDay


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret under key `key_no` of the ring."""

    key_no: int
    data: bytes


class SecretBox(Protocol):
    """Seals secrets so that only the ring opens them, each bound to the row it belongs to."""

    def seal(self, *, plain: str, bound_to: bytes) -> Sealed:
        """Seal `plain` under the newest key."""
        ...

    def open(self, *, sealed: Sealed, bound_to: bytes) -> str:
        """Return what was sealed. Raises `SecretLost` for a wrong row, key or changed data."""
        ...

    def blind_index(self, *, plain: str, owner: bytes) -> bytes:
        """Return 32 bytes that are equal for equal secrets of one owner and tell nothing else."""
        ...


class SecretLost(Exception):
    """A sealed secret could not be opened. Trying again does not help."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The outside world as use cases know it.

    `channels` holds each payment channel by its tender's word, none where the site has none.
    `demo` allows demo money and a movable clock.
    """

    secrets: SecretBox
    is_working_day: WorkingDay
    channels: Mapping[str, Channel] = field(default_factory=dict)
    demo: bool = False

    def channel_of(self, *, method: str, identity: str) -> Channel | None:
        """Return the channel that a payment went through, of that very identity."""
        channel = self.channels.get(method)
        return channel if channel and channel.identity == identity else None
