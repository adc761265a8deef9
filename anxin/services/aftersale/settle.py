"""The money of an approved case: which payment gives back how much, and how it is booked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anxin.domain import postings
from anxin.domain.case import Standing
from anxin.domain.postings import OF_BUYER
from anxin.domain.quote.facts import Answer, Share
from anxin.domain.states import UNDELIVERED
from anxin.services.aftersale.change import Settlement, Transfer
from anxin.services.numbers import new_key, new_no
from anxin.storage.aftersale.ground import Ground


def shares_of(*, ground: Ground, answer: Answer) -> list[dict[str, Any]]:
    """Return each tender's part of the quote with the payment it belongs to, for the case."""
    return [
        {
            "payment": payment.id,
            "method": share.method,
            "refund_fen": share.fen,
            "fee_fen": share.gross_fen - share.fen,
        }
        for payment, share in zip(ground.payments, answer.by_tender, strict=False)
        if share.gross_fen > 0
    ]


def answer_of_case(case: Any) -> Answer:
    """Return the quote that a saved case stands on, with its shares in the payments' sequence."""
    shares = tuple(
        Share(s["method"], s["refund_fen"], s["refund_fen"] + s["fee_fen"]) for s in case.shares
    )
    return Answer(
        outcome=case.outcome,
        clause=case.clause,
        code=case.code,
        tier=case.tier,
        cause=case.cause,
        gross_fen=case.gross_fen,
        fee_fen=case.fee_fen,
        refund_fen=case.refund_fen,
        units=case.units,
        by_tender=shares,
        return_goods=case.return_goods,
    )


def is_at_once(*, method: str, destination: str, frozen: bool) -> bool:
    """Whether money goes back without a channel: kept by the platform, or wanted in the wallet.

    A channel's money that may have been given back by hand already waits until that is known.
    """
    return method in OF_BUYER or (destination == "wallet" and not frozen)


def standing_of(*, ground: Ground, answer: Answer, destination: str) -> Standing:
    """Return where a case stands when this quote is followed on that ground."""
    left = ground.paid_fen - sum(payment.taken_fen for payment in ground.payments)
    return Standing(
        now=ground.now,
        order_state=ground.order_state,
        all_back=answer.gross_fen == left,
        at_once=all(
            is_at_once(method=share.method, destination=destination, frozen=ground.frozen)
            for share in answer.by_tender
            if share.gross_fen > 0
        ),
        address_known=ground.kind != "physical" or ground.returns_to is not None,
    )


def settlement_of(
    *,
    ground: Ground,
    answer: Answer,
    destination: str,
    shares: list[dict[str, Any]] | None = None,
    as_sum: bool = False,
) -> Settlement:
    """Return the settlement of a quote on that ground. `shares`: those saved with the case.

    `as_sum`: a sum that was agreed on; the goods are kept, and nothing counts as not delivered.
    """
    transfers = tuple(
        _transfer(share, destination, ground.frozen)
        for share in shares or shares_of(ground=ground, answer=answer)
    )
    lines = tuple(
        (transfer.id, line, posting)
        for transfer in transfers
        if transfer.at_once
        for line, posting in enumerate(
            postings.refund(
                method=transfer.to,
                account_id=ground.buyer_id,
                merchant_id=ground.merchant_id,
                refund_fen=transfer.refund_fen,
                fee_fen=transfer.fee_fen,
            )
        )
    )
    return Settlement(
        transfers=transfers,
        postings=lines,
        cause=_cause(ground),
        units=0 if as_sum else answer.units,
        shortfall_fen=answer.gross_fen if not as_sum and _counts_by_value(ground, answer) else 0,
        cards=0 if as_sum else _cards(ground, answer),
    )


def _transfer(share: dict[str, Any], destination: str, frozen: bool) -> Transfer:
    method = share["method"]
    at_once = is_at_once(method=method, destination=destination, frozen=frozen)
    return Transfer(
        id=new_key(),
        payment_id=UUID(str(share["payment"])),
        no=new_no(),
        refund_fen=share["refund_fen"],
        fee_fen=share["fee_fen"],
        to="wallet" if at_once and method not in OF_BUYER else method,
        at_once=at_once,
        route="" if at_once or destination != "wallet" else destination,
    )


def _cause(ground: Ground) -> str:
    """Why the money goes back: asked for, or because what was paid for could not be delivered."""
    short = ground.kind == "card_secret" and ground.order_state == "delivering"
    if short or (ground.supplier_state == "failed" and ground.supplier_trouble == "out_of_stock"):
        return "sold_out"
    return "delivery_failed" if ground.order_state == "delivery_failed" else "case"


def _counts_by_value(ground: Ground, answer: Answer) -> bool:
    """Whether the refund is of value that has not arrived: the merchant owes that much less.

    Units given back before they were delivered are such value too, except for cards, which are
    delivered one by one.
    """
    undelivered = ground.order_state in UNDELIVERED and ground.kind != "card_secret"
    return answer.units == 0 or undelivered


def _cards(ground: Ground, answer: Answer) -> int:
    """How many cards leave the order: those refunded, or all that are left when all is paid back.

    Nothing undelivered stays held for an order that holds no more money.
    """
    if ground.kind != "card_secret":
        return 0
    if answer.units == 0 and ground.order_state in UNDELIVERED:
        return ground.units
    return answer.units
