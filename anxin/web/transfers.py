"""Where money that goes back is, as its owner's pages show it: nothing decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin import wiring
from anxin.domain import wording
from anxin.domain.arrival import Arrival, expected_arrival
from anxin.domain.postings import OF_BUYER
from anxin.pages.history import why_returned
from anxin.pages.reader import account_id, language, not_found
from anxin.services.refund import ask_soon, consent
from anxin.storage.refund.queries import RefundRow, WithdrawalRow


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: where it stands, why it waits, when it is expected.

    `kept`: it goes to what the platform keeps for the buyer, not through a channel. `why`: what it
    gives back, where no case says so. `late`: the end of the expected time is over.
    """

    row: RefundRow
    kept: bool
    why: str
    waits: str
    arrival: Arrival | None
    late: bool
    may_reroute: bool


def transfers_of(*, refunds: Sequence[RefundRow]) -> list[Transfer]:
    """Return transfers as a page shows them."""
    return [_transfer(refund) for refund in refunds]


def _transfer(refund: RefundRow) -> Transfer:
    kept = refund.destination == "wallet" or refund.method in OF_BUYER
    arrival = None if kept else _arrival(refund)
    waits = wording.pending(
        state=refund.state,
        trouble=refund.trouble,
        stuck=refund.stuck,
        to_wallet=refund.to_wallet,
        back_in_wallet=refund.back_in_wallet,
        held=refund.held,
        language=language(),
    )
    return Transfer(
        row=refund,
        kept=kept,
        why="" if refund.cause in ("case", "withdrawal") else why_returned(refund.cause),
        waits=waits,
        arrival=arrival,
        late=arrival is not None and arrival.latest < refund.now,
        may_reroute=refund.stuck
        and not (refund.consented or refund.to_wallet)
        and refund.trouble != "charged_back"
        and refund.cause != "withdrawal",
    )


def _arrival(refund: RefundRow) -> Arrival | None:
    """When the channel's way ends; none for what is not on it, or not any more."""
    off_it = refund.stuck or refund.held or refund.to_wallet
    if off_it or refund.state in ("failed", "reversed"):
        return None
    return expected_arrival(
        method=refund.method,
        destination=refund.destination,
        since=refund.succeeded_at or refund.reserved_at,
        is_working_day=wiring.outside().is_working_day,
    )


def ask_about(*, refunds: Sequence[RefundRow]) -> None:
    """Have channels asked about these, as their owner looks at the page."""
    ask_soon(refund_nos=[refund.no for refund in refunds if refund.under_way])


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal and its transfers."""

    row: WithdrawalRow
    transfers: list[Transfer]


def withdrawals_of(*, rows: Sequence[WithdrawalRow]) -> list[Withdrawal]:
    """Return withdrawals as the wallet shows them."""
    return [Withdrawal(row, transfers_of(refunds=row.transfers)) for row in rows]


def take_consent(*, request: HttpRequest, refund_no: str) -> None:
    """Take the buyer's word that a transfer goes to the wallet, and say what follows."""
    refused = consent(refund_no=refund_no, buyer_id=account_id(request))
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.info(request, _("这笔退款已经在处理，不需要改去处"))
    else:
        messages.success(request, _("已记下您的选择，财务核对后退到钱包"))
