"""The product beside the oracle: everything both know is compared after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from anxin.domain.states import CASE_OPEN
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import purse_of
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run
from torture.model.oracle import Oracle, Shares
from torture.model.rail import Rail
from torture.verdict import Wrong, wrong_now, wrong_with

ORDERS = """
SELECT o.no, o.state, o.paid_fen, o.refunded_fen + o.reserved_fen AS back_fen, o.viewed_units,
       o.case_open, c.state AS case_state
  FROM anxin_order_order o
  LEFT JOIN anxin_aftersale_case c ON c.order_id = o.id AND c.closed_at IS NULL
 WHERE o.no = ANY(%(orders)s::text[])
"""

REFUNDS = """
SELECT p.no, sum(r.refund_fen)::bigint AS fen FROM anxin_payment_payment p
  JOIN anxin_refund_refund r ON r.payment_id = p.id
 WHERE p.no = ANY(%(payments)s::text[]) AND r.destination = 'original' GROUP BY p.no
"""

CASE_STATES = {"paying": {"refunding"}, "waiting": set(CASE_OPEN - {"refunding"})}


TALLY: Counter[str] = Counter()
"""What happened how often, over all stages of this process: nothing done, nothing found."""


def compare(*, oracle: Oracle, rail: Rail, buyers: list[UUID], at_rest: bool = False) -> None:
    """Check every property. Raises `AssertionError` naming all that is wrong."""
    wrong = [*wrong_now(), *wrong_with(book=rail.book(), at_rest=at_rest)]
    wrong += [Wrong("the channel's rules were broken", rule) for rule in rail.broken_rules]
    for number, buyer in enumerate(buyers):
        have, must = purse_of(account_id=buyer, kind="wallet"), oracle.wallet[number]
        wrong += [Wrong(f"a wallet holds {have} where {must} must be", str(number))] * (
            have != must
        )
    wrong += _orders(oracle)
    wrong += _owed(oracle, rail, at_rest)
    assert not wrong, "\n".join(f"{w.sentence} ({w.subject})" for w in wrong)


def _orders(oracle: Oracle) -> list[Wrong]:
    rows = run(ORDERS, {"orders": list(oracle.orders)})
    odd = [Wrong(sentence, row.no) for row in rows for sentence in _order(oracle, row)]
    missing = len(oracle.orders) - len(rows)
    return odd + [Wrong("acknowledged orders are missing", str(missing))] * bool(missing)


def _order(oracle: Oracle, row: Any) -> list[str]:
    expected = oracle.orders[row.no]
    if expected.case == "paying" and row.case_state is None:
        expected.case = ""  # the channel's own book says whether that is true
    must: dict[str, Any] = {
        "state": expected.state,
        "paid_fen": expected.total_fen if expected.paid else 0,
        "back_fen": expected.gross_fen,
        "viewed_units": len(expected.viewed),
        "case_open": bool(expected.case),
    }
    have = {name: getattr(row, name) for name in must}
    odd = [f"its {k} is {have[k]} where {must[k]} must be" for k in must if have[k] != must[k]]
    if expected.case and row.case_state not in CASE_STATES[expected.case]:
        odd.append(f"its case is {row.case_state} where it is {expected.case}")
    return odd


def _owed(oracle: Oracle, rail: Rail, at_rest: bool) -> Iterator[Wrong]:
    rows, book = run(REFUNDS, {"payments": list(oracle.owed)}), rail.book()
    ours = {row.no: row.fen for row in rows}
    for no, owed in oracle.owed.items():
        made = book[no]["refunded_fen"]
        if ours.get(no, 0) != owed:
            yield Wrong(f"refunds over {ours.get(no, 0)} exist where {owed} is owed", no)
        if made > owed:
            yield Wrong(f"paid twice: {made} went back where {owed} is owed", no)
        if at_rest and made < owed:
            yield Wrong(f"lost: {made} went back where {owed} is owed", no)


def is_under_way() -> bool:
    """Whether anything waits for a channel's word."""
    return (
        Refund.objects.filter(next_try_at__isnull=False).exists()
        or Payment.objects.filter(next_ask_at__isnull=False).exists()
    )


def shares_of(case: Case) -> Shares:
    """To which payments a case gives back, and how much."""
    own = case.destination == "wallet"
    nos = dict(Payment.objects.filter(order_id=case.order_id).values_list("id", "no"))
    return [
        (
            "" if own or share["method"] == "wallet" else nos[UUID(share["payment"])],
            share["refund_fen"],
        )
        for share in case.shares
    ]


def count_up(*, rail: Rail) -> None:
    """Add up what a stage has seen."""
    TALLY["stages"] += 1
    TALLY["calls that went wrong"] += rail.spoilt
    TALLY["notices"] += len(rail.notices)
    TALLY["events"] += sum(Order.objects.values_list("version", flat=True))
    for made in Refund.objects.values_list("destination", "cause", "state"):
        TALLY[f"refund: {' '.join(made)}"] += 1
    for state in Order.objects.values_list("state", flat=True):
        TALLY[f"order: {state}"] += 1
    for decided in Case.objects.values_list("outcome", "state"):
        TALLY[f"case: {' '.join(decided)}"] += 1
