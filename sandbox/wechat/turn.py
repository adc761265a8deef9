"""One turn at the book, and one call: what every act of the gateway is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.book import Book, Tx
from sandbox.clock import Clock
from sandbox.wechat.keys import GatewayKeys, Merchant

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """A transaction, its time (and the machine's), and what the gateway is and knows."""

    tx: Tx
    now_s: float
    machine_s: float
    provider: Provider

    @property
    def merchant(self) -> Merchant:
        """Whose orders these are."""
        return self.provider.merchant


@dataclass(frozen=True)
class Provider:
    """All that the gateway's parts share.

    `ladder_divisor` makes resends come sooner; a refund takes `refund_delay_s` by the clock.
    """

    book: Book
    clock: Clock
    merchant: Merchant
    keys: GatewayKeys
    origin: str
    ladder_divisor: float
    refund_delay_s: float

    def turn(self, *, tx: Tx) -> Turn:
        """A turn in this transaction."""
        now_s = self.clock.now_s()
        return Turn(tx, now_s, now_s - self.clock.offset_s, self)


@dataclass(frozen=True)
class Call:
    """What came in: `target` is path and query as they were sent, since they are signed so."""

    name: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    content: Content = field(default_factory=dict)
