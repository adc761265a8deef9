"""What a decision changes: the events it tells and the money it moves, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anxin.domain.postings import Posting


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: what, along which states, by whom, with what to remember."""

    kind: str
    states: tuple[str, ...]
    role: str
    actor: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One tender's part of a refund, under `no` for life.

    `at_once`: it goes to the wallet and is done in the same transaction. Otherwise `gross_fen` is
    reserved and the channel is called afterwards (services.refund).
    """

    id: UUID
    payment_id: UUID
    no: str
    refund_fen: int
    fee_fen: int
    at_once: bool

    @property
    def gross_fen(self) -> int:
        """What the tender no longer holds for the buyer."""
        return self.refund_fen + self.fee_fen


@dataclass(frozen=True, slots=True)
class Settlement:
    """The money of a refund, and what it does to the order's counters and cards."""

    transfers: tuple[Transfer, ...] = ()
    postings: tuple[tuple[UUID, int, Posting], ...] = ()
    units: int = 0
    shortfall_fen: int = 0
    cards: int = 0

    @property
    def done(self) -> tuple[Transfer, ...]:
        """The transfers that are over with the transaction."""
        return tuple(transfer for transfer in self.transfers if transfer.at_once)

    @property
    def reserved(self) -> tuple[Transfer, ...]:
        """The transfers that a channel has to make."""
        return tuple(transfer for transfer in self.transfers if not transfer.at_once)
