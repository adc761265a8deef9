"""What a decision changes: the events it tells and the money it moves, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anxin.domain.postings import Posting
from anxin.storage.aftersale.queries import CaseRow


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: what, along which states, by whom, with what to remember."""

    kind: str
    states: tuple[str, ...]
    role: str
    actor: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


def verdict_dropped(case: CaseRow | None, *, stays: bool) -> tuple[Event, ...]:
    """Return the line that tells of the verdict which a step takes off, if it takes one."""
    if case is None or case.verdict is None or stays:
        return ()
    data = {"case": case.no, "why": "moved", "by": case.verdict["by"]}
    return (Event("verdict_dropped", (case.state,), "system", data=data),)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One tender's part of a refund, under `no` for life.

    `to` is the tender that gets the money. `at_once`: the platform keeps that tender for the buyer
    and it is done in the same transaction. Otherwise `gross_fen` is reserved and the channel is
    called afterwards (services.refund). `route`: where it goes instead, without the channel, once
    nothing holds it any more.
    """

    id: UUID
    payment_id: UUID
    no: str
    refund_fen: int
    fee_fen: int
    to: str
    at_once: bool
    route: str = ""

    @property
    def gross_fen(self) -> int:
        """What the tender no longer holds for the buyer."""
        return self.refund_fen + self.fee_fen


@dataclass(frozen=True, slots=True)
class Settlement:
    """The money of a refund, and what it does to the order's counters and cards.

    `cards` is how many leave the order. Where they have an issuer, `issued` names them, each with
    a number for a lock, and `issued_do` says what is done with them (services.aftersale.issued).
    """

    transfers: tuple[Transfer, ...] = ()
    postings: tuple[tuple[UUID, int, Posting], ...] = ()
    cause: str = "case"
    units: int = 0
    shortfall_fen: int = 0
    cards: int = 0
    issued: tuple[tuple[UUID, str], ...] = ()
    issued_do: str = ""

    @property
    def done(self) -> tuple[Transfer, ...]:
        """The transfers that are over with the transaction."""
        return tuple(transfer for transfer in self.transfers if transfer.at_once)

    @property
    def credits(self) -> dict[str, int]:
        """What each purse of the buyer gains with the transaction, in fen."""
        gained: dict[str, int] = {}
        for transfer in self.done:
            if transfer.to != "coupon":
                gained[transfer.to] = gained.get(transfer.to, 0) + transfer.refund_fen
        return {kind: fen for kind, fen in gained.items() if fen}

    @property
    def has_coupon(self) -> bool:
        """Whether (a part of) a coupon goes back."""
        return any(transfer.to == "coupon" and transfer.refund_fen for transfer in self.done)

    @property
    def reserved(self) -> tuple[Transfer, ...]:
        """The transfers that a channel has to make."""
        return tuple(transfer for transfer in self.transfers if not transfer.at_once)
