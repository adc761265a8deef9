"""Recording what a channel answered about a refund: booked, waited for, closed, or a person's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from anxin.domain.channel import (
    Abnormal,
    Closed,
    NotRefunded,
    Processing,
    Refunded,
    Refused,
    Unknown,
)
from anxin.services.failpoint import here
from anxin.services.refund.charged_back import meet_chargebacks
from anxin.services.refund.closing import close, note_finding
from anxin.services.refund.paying import pay_to_original, pay_to_wallet
from anxin.services.refund.taken import note_paid_twice
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

WAIT_AFTER = (60, 60, 60, 60, 60, 300, 600, 1200, 1800)
"""Seconds between questions about a refund that the channel is at; the last is repeated."""


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was sent: another refund of the same payment went out a moment ago."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Recalled:
    """The channel sends an abnormal refund's money to the merchant, as was asked for."""

    serial_no: str


Outcome = (
    Refunded | Processing | Abnormal | Closed | NotRefunded | Refused | Unknown | Later | Recalled
)


def record_outcome(*, claim: Any, outcome: Outcome) -> None:
    """Record an answer with everything that follows from it, in one transaction."""
    with transaction.atomic():
        if claim.order_id:
            orders.lock_order(order_id=claim.order_id)
        _record(claim, outcome)
        _end_attempt(claim, outcome)
        here("refund.recorded_not_committed")


def _record(claim: Any, outcome: Outcome) -> None:
    """Book, wait, close or stop; what a channel does not make goes to a chargeback that wants it.

    A payment that was charged back is never given another way, nor a new number.
    """
    if isinstance(outcome, NotRefunded | Closed | Abnormal | Refused) and _stopped(claim):
        return
    match outcome:
        case Refunded() | NotRefunded() | Closed():
            _end(claim, outcome)
        case Processing() | Recalled():
            _wait(claim, outcome.serial_no)
        case Later():
            _due_in(claim, outcome.seconds)
        case Abnormal():
            _stop(claim, "bank_refused", finding="refund_abnormal", serial_no=outcome.serial_no)
        case Refused():
            _refused(claim, outcome)
        case Unknown():
            _move(claim, "unknown", outcome.why)


def _stopped(claim: Any) -> bool:
    if claim.cause == "withdrawal" or claim.order_id is None:
        return False
    return meet_chargebacks(order_id=claim.order_id, payment_id=claim.payment_id, refused=claim.id)


def _end(claim: Any, outcome: Refunded | NotRefunded | Closed) -> None:
    """The channel has the last word, unless another way was agreed on: then the wallet is paid."""
    if isinstance(outcome, Refunded):
        pay_to_original(claim=claim, refunded=outcome)
        note_paid_twice(claim=claim)
    elif isinstance(outcome, Closed) and not claim.route:
        close(claim=claim)
    else:
        pay_to_wallet(claim=claim, trouble="")


def _move(claim: Any, state: str, trouble: str) -> bool:
    """Move to `state`; a refund that is over, or known to be under way, stays where it is."""
    return bool(
        run(
            """UPDATE anxin_refund_refund SET state = %(state)s::text, trouble = %(trouble)s::text
                WHERE id = %(id)s::uuid AND state IN ('sending', 'unknown', 'abnormal')
              RETURNING id""",
            {"id": claim.id, "state": state, "trouble": trouble[:120]},
        )
    )


def _wait(claim: Any, serial_no: str) -> None:
    run(
        """UPDATE anxin_refund_refund
              SET state = 'processing', serial_no = %(serial_no)s::text, trouble = '',
                  next_try_at = least(CASE WHEN %(looked)s::bool THEN next_try_at END,
                      clock_now() + make_interval(secs => (%(after)s::int[])
                          [least(%(tries)s::int, cardinality(%(after)s::int[]))]))
            WHERE id = %(id)s::uuid
              AND state IN ('sending', 'processing', 'unknown', 'abnormal')""",
        {
            "id": claim.id,
            "serial_no": serial_no,
            "tries": max(1, claim.planned_tries),
            "looked": claim.looked,
            "after": list(WAIT_AFTER),
        },
    )


def _refused(claim: Any, refused: Refused) -> None:
    """Tried again later; or to the wallet where no way leads back; or for good finance's."""
    if refused.way_closed:
        pay_to_wallet(claim=claim, trouble=refused.code)
    elif refused.final:
        _stop(claim, refused.code, finding="refund_refused", serial_no="")
    else:
        _move(claim, "abnormal", refused.code)


def _stop(claim: Any, trouble: str, *, finding: str, serial_no: str) -> None:
    """Nothing more happens on this way: finance is told, anew each time.

    A withdrawal goes on to the wallet by itself, which is its owner's own: there is nobody to
    agree with. It is finance's where the channel does not let the money go either.
    """
    stopped = run(
        """UPDATE anxin_refund_refund
              SET state = 'abnormal', trouble = %(trouble)s::text,
                  next_try_at = CASE WHEN cause = 'withdrawal' AND route = '' THEN clock_now() END,
                  route = CASE WHEN cause = 'withdrawal' THEN 'wallet' ELSE route END,
                  serial_no = coalesce(nullif(%(serial_no)s::text, ''), serial_no)
            WHERE id = %(id)s::uuid
              AND state IN ('sending', 'processing', 'unknown', 'abnormal')
        RETURNING next_try_at IS NULL AS stuck""",
        {"id": claim.id, "trouble": trouble[:120], "serial_no": serial_no},
    )
    if stopped and stopped[0].stuck:
        note_finding(kind=finding, no=claim.no, fen=claim.refund_fen, detail=trouble)


def _due_in(claim: Any, seconds: int) -> None:
    run(
        """UPDATE anxin_refund_refund
              SET next_try_at = clock_now() + make_interval(secs => %(seconds)s::int),
                  state = CASE WHEN sent_at IS NULL AND state = 'sending' THEN 'reserved'
                               ELSE state END
            WHERE id = %(id)s::uuid AND next_try_at IS NOT NULL""",
        {"id": claim.id, "seconds": seconds},
    )


def _end_attempt(claim: Any, outcome: Outcome) -> None:
    detail = getattr(outcome, "why", "") or getattr(outcome, "code", "")
    run(
        """UPDATE anxin_refund_attempt SET outcome = %(outcome)s::text, detail = %(detail)s::text,
                  ended_at = clock_now()
            WHERE refund_id = %(id)s::uuid AND number = %(number)s::int""",
        {
            "id": claim.id,
            "number": claim.tries,
            "outcome": type(outcome).__name__.lower()[:12],
            "detail": detail[:200],
        },
    )
