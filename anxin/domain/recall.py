"""A recall (召回): what an order gets back of it, and why an order is left out of one."""

from __future__ import annotations

from anxin.domain.money import allocate
from anxin.domain.quote.facts import Answer, OrderFacts, Share
from anxin.domain.states import SUPPLIER_OPEN, UNDECIDED, UNDELIVERED

CLAUSE = "recall"
"""The clause of a case that a recall made: no policy has it, for nobody asked for anything."""

SCOPES = ("product", "cards", "deliveries")
"""What a recall is about: all of a product, one import of its cards, or what was delivered when."""

LEFT = (
    "nothing_left",
    "case_open",
    "supplier_open",
    "in_recall",
    "changed",
    "refused",
    "broken",
)
"""Why an order of a product is left out of a recall, or why a row of one was not refunded."""

HELD = ("case_open", "supplier_open")
"""What may stand in an order's way for a while: it is tried again by itself when that is over."""

TO_LOOK_AT = ("changed", "broken")
"""Why a row was not refunded that nothing tries again by itself: somebody has to."""

CALLERS = frozenset({"operator", "supervisor"})
"""Who may propose a recall; RELEASERS may release what somebody else proposed."""
RELEASERS = frozenset({"supervisor", "finance"})

CARRIED = UNDECIDED | {"appealed", "arbitration"}
"""Where a buyer's own case may stand that a recall takes over: nothing is on its way yet.

Where goods, a lock, a replacement or money are, the case has to come to its own end first.
"""


def left_out(
    *, order_state: str, left_fen: int, case_open: bool, supplier_state: str | None
) -> str:
    """Return why an order cannot be given back by a recall now; empty if it can.

    `order_state` is the order's own. While a case is open what it holds is not gone for good. The
    SQL that freezes a list says the same (storage.bulk.recalls).

    >>> left_out(order_state="delivered", left_fen=0, case_open=False, supplier_state=None)
    'nothing_left'
    """
    if left_fen <= 0:
        return "case_open" if case_open else "nothing_left"
    under_way = order_state in UNDELIVERED and supplier_state in SUPPLIER_OPEN
    return "supplier_open" if under_way else ""


def takes_over(*, case_state: str, all_back: bool) -> bool:
    """Say whether a recall may end a buyer's open case by paying it.

    Only where the order's buyer gets back all there is, so that nothing the case asked for is lost.

    >>> takes_over(case_state="platform_review", all_back=True)
    True
    """
    return all_back and case_state in CARRIED


def given_back(*, order: OrderFacts, units: int | None) -> Answer:
    """Return what an order gets back, `units` of it (all that no refund has settled if `None`).

    No fee, no goods back, whatever the policy: the merchant answers for it. The arithmetic is that
    of every refund (POLICY.md, Amounts 3 and 4): the last units get exactly what is left.
    """
    tenders = order.tenders
    caps = [tender.fen - tender.refunded_fen for tender in tenders]
    left_fen, paid_fen = sum(caps), sum(tender.fen for tender in tenders)
    rest = order.ordered_units - order.refunded_units
    taken = rest if units is None else min(units, rest)
    part_fen = paid_fen * taken // order.ordered_units
    gross_fen = left_fen if taken == rest else min(part_fen, left_fen)
    shares = allocate(total=gross_fen, weights=[tender.fen for tender in tenders], caps=caps)
    return Answer(
        outcome="approve",
        clause=CLAUSE,
        cause="merchant",
        gross_fen=gross_fen,
        refund_fen=gross_fen,
        units=taken,
        by_tender=tuple(
            Share(tender.method, fen, fen) for tender, fen in zip(tenders, shares, strict=True)
        ),
    )


def owed_fen(*, order_state: str, kind: str, order: OrderFacts, gross_fen: int) -> int:
    """Return how much of a refund is for what has not arrived, which the merchant owes no more.

    Cards arrive one by one and are counted by units.
    """
    if order_state not in UNDELIVERED or kind == "card_secret":
        return 0
    paid_fen = sum(tender.fen for tender in order.tenders)
    arrived_fen = order.delivered_value_fen or 0
    return min(gross_fen, max(0, paid_fen - arrived_fen - order.shortfall_refunded_fen))
