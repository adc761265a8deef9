"""One turn at the book: what every method of the gateway is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from sandbox.alipay.keys import Merchant
from sandbox.book import Book, Tx
from sandbox.clock import Clock

Biz = Mapping[str, object]


@dataclass(frozen=True)
class Turn:
    """A transaction, its time (and the machine's), and whose trades these are."""

    tx: Tx
    now_s: float
    machine_s: float
    merchant: Merchant
    origin: str
    ladder_divisor: float


@dataclass(frozen=True)
class Provider:
    """All that the gateway's parts share; `ladder_divisor` makes resends come sooner."""

    book: Book
    clock: Clock
    merchant: Merchant
    key: RSAPrivateKey
    origin: str
    ladder_divisor: float

    def turn(self, *, tx: Tx) -> Turn:
        """A turn in this transaction."""
        now_s = self.clock.now_s()
        machine_s = now_s - self.clock.offset_s
        return Turn(tx, now_s, machine_s, self.merchant, self.origin, self.ladder_divisor)


def text(biz: Biz, name: str) -> str:
    """A field of the business content as text; nothing if it is missing or no plain value."""
    value = biz.get(name)
    return value if isinstance(value, str) else ""


def options(biz: Biz) -> list[object]:
    """The query_options: what else the caller wants to be told."""
    value = biz.get("query_options")
    return value if isinstance(value, list) else []
