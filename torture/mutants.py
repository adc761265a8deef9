"""Planted bugs: what careless code would do. Each proof must catch its own, else it proves nothing.

`plant` is for one process and one database; the constraints that a bug has to get past are dropped
with it, so it belongs into a transaction that is undone or a database that is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock
from uuid import uuid4

from anxin.domain import postings
from anxin.domain.channel import Paid, Processing, Refunded, RefundOrder
from anxin.services.aftersale import record
from anxin.services.aftersale.case_sql import CASES
from anxin.services.numbers import new_no
from anxin.services.order import view
from anxin.services.payment import asking, take_payment
from anxin.services.posting import post
from anxin.services.refund import recording, sending, whereabouts
from anxin.storage.order import queries as orders
from anxin.storage.payment.models import Payment
from anxin.storage.statement import run
from anxin.web.payment import views

Patch = tuple[object, str, Any]

BOUNDS = (
    ("anxin_order_order", "order_refunds_within_paid"),
    ("anxin_order_order", "order_units_within_ordered"),
    ("anxin_order_order", "order_settled_within_rest"),
    ("anxin_payment_payment", "payment_refunds_within_captured"),
    ("anxin_payment_payment", "payment_sent_back_within_captured"),
)


def _new_number_per_try() -> list[Patch]:
    """Every try of a refund goes out under a fresh number."""

    def order(no: str, *rest: Any) -> RefundOrder:
        return RefundOrder(new_no(), *rest)

    return [(whereabouts, "RefundOrder", order)]


def _sum_then_insert() -> list[Patch]:
    """What was read decides, whatever happened since; no bound of the tables stands behind it."""
    head = record._HEAD.replace("AND o.version = %(order_version)s::int", "")
    head = head.replace("OR case_count = %(case_count)s::int", "OR TRUE")
    head = head.replace("RETURNING o.id,", "RETURNING o.version, o.id,")
    events = record._EVENTS.replace(
        "%(order_version)s::int + e.ordinal", "moved.version - %(event_count)s::int + e.ordinal"
    )
    record._statement.cache_clear()
    return [(record, "_HEAD", head), (record, "_EVENTS", events)]


def _notice_counted_twice() -> list[Patch]:
    """A payment that was taken is taken again when it is told again."""

    def take(*, method: str, paid: Paid, told: bool = False) -> bool:
        again = Payment.objects.filter(no=paid.payment_no, state="captured").first()
        if again is None or again.order is None:
            return take_payment(method=method, paid=paid, told=told)
        again.captured_fen += paid.amount_fen
        again.save(update_fields=["captured_fen"])
        lines = postings.payment(
            method=method,
            account_id=again.order.buyer_id,
            merchant_id=again.order.merchant_id,
            amount_fen=paid.amount_fen,
        )
        post(cause=uuid4(), kind="payment", lines=lines, order_id=again.order.id)
        return True

    return [(views, "take_payment", take)]


def _sending_forgotten() -> list[Patch]:
    """What is sent is not noted as sent, so that after a crash nobody asks before sending again."""
    grant = sending.GRANT.replace(
        "EXISTS (SELECT 1 FROM granted)\n  RETURNING", "FALSE\n  RETURNING", 1
    )
    return [(sending, "GRANT", grant)]


def _attempt_forgotten() -> list[Patch]:
    """A try is not written down before it is made."""
    claim = sending.CLAIM.replace(
        "ELSE 'query' END FROM claimed", "ELSE 'query' END FROM claimed WHERE false"
    )
    return [(sending, "CLAIM", claim)]


def _taken_for_done() -> list[Patch]:
    """A refund that the channel has only accepted counts as arrived."""

    def recorded(*, claim: Any, outcome: Any) -> None:
        done = isinstance(outcome, Processing)
        recording.record_outcome(
            claim=claim, outcome=Refunded(outcome.serial_no) if done else outcome
        )

    return [(sending, "record_outcome", recorded)]


def _nobody_asks() -> list[Patch]:
    """A channel is believed only if its notice arrives."""
    return [(asking, "_ask", lambda channel, claim: None)]


def _viewed_and_sold_again() -> list[Patch]:
    """A card that was seen goes back among those that are looked through and sold again."""
    parts = {
        name: part.replace("ELSE 'burned'", "ELSE 'quarantined'")
        for name, part in record._CARD_PARTS.items()
    }
    record._statement.cache_clear()
    return [(record, "_CARD_PARTS", parts)]


def _shown_off_the_record() -> list[Patch]:
    """A secret is shown and nobody writes down that it was."""
    return [(view, "_save", lambda *args: None)]


def _case_left_alone() -> list[Patch]:
    """A case waits for somebody, without a time by which it is looked at."""
    new = CASES["new"].replace("%(due_at)s::timestamptz", "NULL::timestamptz")
    record._statement.cache_clear()
    return [(record, "CASES", {**CASES, "new": new})]


def _shown_while_disputed() -> list[Patch]:
    """A secret can be looked at while its refund is decided."""

    def lock_order(*, order_id: Any) -> Any:
        order = orders.lock_order(order_id=order_id)
        return replace(order, case_open=False) if order else None

    shown = mock.Mock(wraps=orders)
    shown.lock_order = lock_order
    return [(view, "orders", shown)]


MUTANTS: dict[str, Callable[[], list[Patch]]] = {
    "new_number_per_try": _new_number_per_try,
    "sum_then_insert": _sum_then_insert,
    "notice_counted_twice": _notice_counted_twice,
    "sending_forgotten": _sending_forgotten,
    "attempt_forgotten": _attempt_forgotten,
    "taken_for_done": _taken_for_done,
    "nobody_asks": _nobody_asks,
    "viewed_and_sold_again": _viewed_and_sold_again,
    "shown_off_the_record": _shown_off_the_record,
    "case_left_alone": _case_left_alone,
    "shown_while_disputed": _shown_while_disputed,
}
"""Each planted bug by its name; planting returns what is put in the place of what."""


LOOSENED = {
    "sum_then_insert": BOUNDS,
    "case_left_alone": (("anxin_aftersale_case", "case_open_has_deadline"),),
}
"""Bounds of the tables that a mistake has to get past."""


def loosen(name: str) -> None:
    """Drop the bounds that would stop this mistake, once in a database."""
    for table, bound in LOOSENED.get(name, ()):
        run(f"ALTER TABLE {table} DROP CONSTRAINT {bound}", {})


@contextmanager
def plant(name: str, *, loosened: bool = False) -> Iterator[None]:
    """Have the product make this mistake. `loosened`: its bounds are dropped already."""
    if not loosened:
        loosen(name)
    with ExitStack() as planted:
        for where, what, instead in MUTANTS[name]():
            before = getattr(where, what)
            assert before != instead, f"{name} changes nothing: {what} is not what it was"
            planted.enter_context(mock.patch.object(where, what, instead))
        try:
            yield
        finally:
            record._statement.cache_clear()
