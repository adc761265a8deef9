"""A refund has arrived: on the way it was paid, or in the wallet where no way leads back."""

from __future__ import annotations

from typing import Any

from anxin.domain import postings
from anxin.domain.channel import Refunded
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.services.refund.closing import settle_findings
from anxin.services.withdrawal import end_transfer
from anxin.storage.statement import run

NOT_CLOSED = ("", "too_many_refunds")
"""A payment whose channel takes no more refunds of it is no closed way (storage.refund.ways)."""

SUCCEED = """
WITH payment AS MATERIALIZED (
  SELECT id FROM anxin_payment_payment WHERE id = %(payment_id)s::uuid FOR NO KEY UPDATE
), done AS (
  UPDATE anxin_refund_refund r
     SET state = 'succeeded', succeeded_at = clock_now(), next_try_at = NULL,
         confirm_at = CASE WHEN %(to_wallet)s::bool THEN NULL
                           ELSE clock_now() + interval '1 day' END,
         trouble = %(trouble)s::text, account = %(account)s::text,
         serial_no = coalesce(nullif(%(serial_no)s::text, ''), r.serial_no),
         destination = CASE WHEN %(to_wallet)s::bool THEN 'wallet' ELSE r.destination END,
         recalled_at = CASE WHEN %(to_wallet)s::bool THEN r.recalled_at END
   WHERE r.id = %(id)s::uuid AND r.payment_id = (SELECT id FROM payment)
     AND r.state IN ('reserved', 'sending', 'processing', 'unknown', 'abnormal')
  RETURNING r.id, r.no, r.case_id, r.payment_id, r.refund_fen, r.fee_fen, r.serial_no,
            r.refund_fen + r.fee_fen AS gross_fen
), taken AS (
  UPDATE anxin_payment_payment p
     SET reserved_fen = p.reserved_fen - d.gross_fen,
         refunded_fen = p.refunded_fen + d.gross_fen,
         sent_fen = p.sent_fen - CASE WHEN %(to_wallet)s::bool THEN d.refund_fen ELSE 0 END
    FROM done d WHERE p.id = d.payment_id
  RETURNING p.order_id, p.merchant_id, p.counted
), closed AS (
  UPDATE anxin_aftersale_case c
     SET state = 'refunded', closed_at = clock_now(), due_at = NULL
    FROM done d
   WHERE c.id = d.case_id AND c.state = 'refunding' AND NOT EXISTS (
         SELECT 1 FROM anxin_refund_refund r
          WHERE r.case_id = c.id AND r.id <> d.id
            AND r.state NOT IN ('succeeded', 'failed', 'reversed'))
  RETURNING c.no
), moved AS (
  UPDATE anxin_order_order o
     SET version = o.version + 1,
         reserved_fen = o.reserved_fen - CASE WHEN t.counted THEN d.gross_fen ELSE 0 END,
         refunded_fen = o.refunded_fen + CASE WHEN t.counted THEN d.gross_fen ELSE 0 END,
         case_open = o.case_open AND NOT EXISTS (SELECT 1 FROM closed)
    FROM done d, taken t WHERE o.id = t.order_id
  RETURNING o.id, o.version, o.buyer_id
), told AS (
  INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, role, data)
  SELECT m.id, m.version,
         CASE WHEN %(to_wallet)s::bool THEN 'refund_rerouted' ELSE 'refund_succeeded' END,
         CASE WHEN EXISTS (SELECT 1 FROM closed) THEN '{refunding,refunded}'::text[]
              ELSE '{}'::text[] END, 'system',
         jsonb_build_object('refund', d.no, 'serial_no', d.serial_no, 'refund_fen', d.refund_fen,
             'method', CASE WHEN %(to_wallet)s::bool THEN 'wallet' ELSE %(method)s::text END,
             'case', (SELECT no FROM anxin_aftersale_case WHERE id = d.case_id))
    FROM moved m, done d
)
SELECT d.refund_fen, d.fee_fen, t.merchant_id, t.order_id, m.buyer_id
  FROM done d, taken t, moved m
"""


def pay_to_original(*, claim: Any, refunded: Refunded) -> None:
    """Book what the channel gave back; told twice, it is booked once."""
    if claim.cause == "withdrawal":
        _end_withdrawal(claim, refunded.serial_no, given=True)
    else:
        _succeed(claim, refunded, to_wallet=False, trouble="")


def pay_to_wallet(*, claim: Any, trouble: str) -> None:
    """Pay into the wallet what the channel has not given and will not give any more.

    `trouble`: the channel's code where it says so of all that is left of the payment.
    Of a withdrawal it was never taken out: what was held for it is free again.
    """
    if claim.cause == "withdrawal":
        _end_withdrawal(claim, "", given=False, way_closed=trouble not in NOT_CLOSED)
    else:
        _succeed(claim, Refunded(""), to_wallet=True, trouble=trouble)


def _end_withdrawal(claim: Any, serial_no: str, *, given: bool, way_closed: bool = False) -> None:
    end_transfer(
        refund_id=claim.id,
        payment_id=claim.payment_id,
        serial_no=serial_no,
        given=given,
        way_closed=way_closed,
    )
    settle_findings(no=claim.no)


def _succeed(claim: Any, refunded: Refunded, *, to_wallet: bool, trouble: str) -> None:
    values = {
        "id": claim.id,
        "payment_id": claim.payment_id,
        "serial_no": refunded.serial_no,
        "account": refunded.account[:80],
        "method": claim.method,
        "to_wallet": to_wallet,
        "trouble": trouble[:120],
    }
    for done in run(SUCCEED, values):
        if claim.tries > 1 or claim.successor_of_id:
            settle_findings(no=claim.no)
        lines = postings.refund(
            method="wallet" if to_wallet else claim.method,
            account_id=done.buyer_id,
            merchant_id=done.merchant_id,
            refund_fen=done.refund_fen,
            fee_fen=done.fee_fen,
        )
        post(cause=claim.id, kind="refund", lines=lines, order_id=done.order_id)
        if to_wallet:
            credit(account_id=done.buyer_id, kind="wallet", amount_fen=done.refund_fen)
