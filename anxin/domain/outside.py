"""What the outside world must offer, as protocols: adapters implement them, wiring chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from anxin.domain.channel import Channel, ForgedNotice, Notice
from anxin.domain.identity import IdentityProvider
from anxin.domain.issuer import CardIssuer, TopUpSupplier
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

    `channels` holds each payment channel by its tender's word, none where the site has none: the
    one that new payments are made through. `former` holds those of merchant identities that take
    no new payments: what was paid through one is asked about and given back through it.
    `issuers` and `suppliers` hold those that products name, `identity` who confirms real names.
    `demo` allows demo money and a movable clock.
    """

    secrets: SecretBox
    is_working_day: WorkingDay
    channels: Mapping[str, Channel] = field(default_factory=dict)
    former: Mapping[str, Sequence[Channel]] = field(default_factory=dict)
    issuers: Mapping[str, CardIssuer] = field(default_factory=dict)
    suppliers: Mapping[str, TopUpSupplier] = field(default_factory=dict)
    identity: IdentityProvider | None = None
    demo: bool = False

    def channel_of(self, *, method: str, identity: str) -> Channel | None:
        """Return the channel of a merchant identity that a payment was begun under.

        `None` if it is not here any more: another identity has other money and other keys.
        """
        known = self.channels_of(method=method)
        return next((channel for channel in known if channel.identity == identity), None)

    def read_notice(self, *, method: str, headers: Mapping[str, str], body: bytes) -> Notice:
        """Have the channel read a notice whose merchant identity it is meant for.

        Which one that is stands inside, signed or encrypted, so each is asked; none takes what is
        another's. Raises `ForgedNotice` if it is nobody's here.
        """
        why = []
        for channel in self.channels_of(method=method):
            try:
                return channel.read_notice(headers=headers, body=body)
            except ForgedNotice as forged:
                why.append(f"{channel.identity}: {forged}")
        raise ForgedNotice("; ".join(why))

    def channels_of(self, *, method: str) -> Sequence[Channel]:
        """Return the channels of every merchant identity of a method, the newest first."""
        newest = self.channels.get(method)
        return [*([newest] if newest else []), *self.former.get(method, ())]
