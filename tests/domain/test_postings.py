"""Postings: money moves between two accounts and is never made or lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.postings import (
    ACCOUNT_KINDS,
    FEES,
    LedgerAccount,
    Posting,
    escrow,
    payment,
    refund,
    top_up,
    wallet,
)

BUYER, MERCHANT = uuid4(), uuid4()
fen = st.integers(min_value=0, max_value=10**12)


def sums(postings: Iterable[Posting]) -> Counter[LedgerAccount]:
    """Return what each account gained."""
    gained: Counter[LedgerAccount] = Counter()
    for posting in postings:
        gained[posting.source] -= posting.amount_fen
        gained[posting.target] += posting.amount_fen
    return gained


@given(refund_fen=fen, fee_fen=fen)
def test_a_refund_gives_back_the_refund_keeps_the_fee_and_empties_that_much_escrow(
    refund_fen: int, fee_fen: int
) -> None:
    lines = refund(
        method="wallet",
        account_id=BUYER,
        merchant_id=MERCHANT,
        refund_fen=refund_fen,
        fee_fen=fee_fen,
    )
    gained = sums(lines)
    assert gained[wallet(BUYER)] == refund_fen
    assert gained[FEES] == fee_fen
    assert gained[escrow(MERCHANT)] == -refund_fen - fee_fen
    assert sum(gained.values()) == 0
    assert all(line.amount_fen > 0 for line in lines)


@given(paid_fen=st.integers(min_value=1, max_value=10**12), data=st.data())
def test_escrow_is_empty_after_everything_paid_went_back(
    paid_fen: int, data: st.DataObject
) -> None:
    fee_fen = data.draw(st.integers(min_value=0, max_value=paid_fen))
    lines = [
        *top_up(account_id=BUYER, amount_fen=paid_fen),
        *payment(method="wallet", account_id=BUYER, merchant_id=MERCHANT, amount_fen=paid_fen),
        *refund(
            method="wallet",
            account_id=BUYER,
            merchant_id=MERCHANT,
            refund_fen=paid_fen - fee_fen,
            fee_fen=fee_fen,
        ),
    ]
    gained = sums(lines)
    assert gained[escrow(MERCHANT)] == 0
    assert gained[wallet(BUYER)] == paid_fen - fee_fen


def test_accounts_are_of_known_kinds_and_the_platforms_have_no_owner() -> None:
    accounts = (wallet(BUYER), escrow(MERCHANT), FEES)
    assert {account.kind for account in accounts} <= set(ACCOUNT_KINDS)
    assert FEES.owner is None
    assert wallet(BUYER).owner == BUYER
