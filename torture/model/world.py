"""The product beside the oracle: everything both know is compared after every step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from anxin.storage.order.models import Order
from anxin.storage.refund.models import Refund
from torture.model.oracle import Oracle
from torture.model.rail import Rail
from torture.verdict import Wrong, wrong_now, wrong_with

CASE_STATES = {"paying": {"refunding"}, "waiting": {"needs_evidence", "platform_review"}}


def compare(*, oracle: Oracle, rail: Rail, buyers: list[UUID], at_rest: bool = False) -> None:
    """Check every property. Raises `AssertionError` naming all that is wrong."""
    wrong = [*wrong_now(), *wrong_with(book=rail.book(), at_rest=at_rest)]
    wrong += [Wrong("the channel's rules were broken", rule) for rule in rail.broken_rules]
    for number, buyer in enumerate(buyers):
        have, must = balance(account_id=buyer), oracle.wallet[number]
        wrong += [Wrong(f"a wallet holds {have} where {must} must be", str(number))] * (
            have != must
        )
    for no in oracle.orders:
        wrong += [Wrong(sentence, no) for sentence in _order(oracle, no)]
    for payment_no, owed_fen in oracle.owed.items():
        wrong += [Wrong(s, payment_no) for s in _owed(rail, payment_no, owed_fen, at_rest)]
    assert not wrong, "\n".join(f"{w.sentence} ({w.subject})" for w in wrong)


def _order(oracle: Oracle, no: str) -> list[str]:
    expected, order = oracle.orders[no], Order.objects.get(no=no)
    case = Case.objects.filter(order=order, closed_at__isnull=True).first()
    if expected.case == "paying" and case is None:
        expected.case = ""  # the channel's own book says whether that is true
    must: dict[str, Any] = {
        "state": expected.state,
        "paid_fen": expected.total_fen if expected.paid_by else 0,
        "refunds": expected.gross_fen,
        "viewed_units": len(expected.viewed),
        "case_open": bool(expected.case),
    }
    have = {
        "state": order.state,
        "paid_fen": order.paid_fen,
        "refunds": order.refunded_fen + order.reserved_fen,
        "viewed_units": order.viewed_units,
        "case_open": order.case_open,
    }
    odd = [
        f"an order's {k} is {have[k]} where {must[k]} must be" for k in must if have[k] != must[k]
    ]
    if case and expected.case and case.state not in CASE_STATES[expected.case]:
        odd.append(f"a case is {case.state} where it is {expected.case}")
    return odd


def _owed(rail: Rail, payment_no: str, owed_fen: int, at_rest: bool) -> list[str]:
    made = rail.book()[payment_no]["refunded_fen"]
    ours = sum(Refund.objects.filter(payment__no=payment_no).values_list("refund_fen", flat=True))
    odd = [] if ours == owed_fen else [f"refunds over {ours} exist where {owed_fen} is owed"]
    if made > owed_fen:
        odd.append(f"paid twice: {made} went back where {owed_fen} is owed")
    if at_rest and made < owed_fen:
        odd.append(f"lost: {made} went back where {owed_fen} is owed")
    return odd
