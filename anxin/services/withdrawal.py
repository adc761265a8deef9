"""Taking money out of the wallet: it goes back through the channels that it came by.

No other payee is possible, so nobody's money can be sent to somebody else. What goes out is held
in the wallet until the channel has given it; a transfer that fails is free in the wallet again, by
itself: the wallet is its owner's own, nobody has to agree.
While a guardian's claim keeps the account still nothing goes out: it may be what is given back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain import postings
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.numbers import new_key, new_no
from anxin.services.posting import post
from anxin.services.purse import hold, release, spend
from anxin.storage import queue
from anxin.storage.account.models import Account
from anxin.storage.ledger.queries import purse_of
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.payment.models import Withdrawal
from anxin.storage.refund.ways import Room, list_rooms, lock_rooms
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class NotWithdrawn:
    """Nothing was taken; `code` says why, `most_fen` how much could be."""

    code: str
    most_fen: int = 0


def withdraw(
    *, account_id: UUID, amount_fen: int, form_key: UUID, outside: Outside
) -> str | NotWithdrawn:
    """Send so much of the wallet back the way it came, once per form; return the number."""
    if amount_fen <= 0:
        return NotWithdrawn("amount_out_of_range")
    try:
        with transaction.atomic():
            # Locked, as a claim locks it to let it stand still: one is before the other.
            Account.objects.select_for_update(no_key=True).get(id=account_id)
            row = Withdrawal.objects.create(
                account_id=account_id, no=new_no(), amount_fen=amount_fen, form_key=form_key
            )
            frozen = is_frozen(account_id=account_id)
            refused = NotWithdrawn("frozen") if frozen else _begin(row, outside)
            if refused:
                transaction.set_rollback(True)
            return refused or row.no
    except IntegrityError:
        before = Withdrawal.objects.filter(account_id=account_id, form_key=form_key).first()
        if before is None:
            raise
        return before.no if before.amount_fen == amount_fen else NotWithdrawn("form_reused")


def _begin(row: Withdrawal, outside: Outside) -> NotWithdrawn | None:
    rooms = lock_rooms(account_id=row.account_id, limits=limits_of(outside))
    most_fen = sum(room.fen for room in rooms)
    if row.amount_fen > most_fen:
        return NotWithdrawn("no_way_back", most_fen)
    if not hold(account_id=row.account_id, kind="wallet", amount_fen=row.amount_fen):
        return NotWithdrawn("wallet_short")
    here("withdrawal.held_not_sent")
    run(SEND, {"withdrawal": row.id, "parts": json.dumps(_parts(row.amount_fen, rooms))})
    queue.defer(task="send_refunds")
    return None


def withdrawable_fen(*, account_id: UUID, outside: Outside) -> int:
    """Return how much of a wallet can be taken out: free in it, and with a way back."""
    ways = list_rooms(account_id=account_id, limits=limits_of(outside))
    free = purse_of(account_id=account_id, kind="wallet")
    return min(free, sum(room.fen for room in ways))


def limits_of(outside: Outside) -> list[dict[str, object]]:
    """Return what each merchant identity's channel allows, for the look for ways back.

    A payment's own identity counts, also where newer ones take its place for new payments.
    """
    return [
        {
            "method": method,
            "identity": channel.identity,
            "most": channel.limits.most_refunds,
            "window_s": int(channel.limits.window.total_seconds()),
        }
        for method in outside.channels
        for channel in outside.channels_of(method=method)
    ]


def _parts(amount_fen: int, rooms: list[Room]) -> list[dict[str, object]]:
    """Fill the rooms in their sequence until the amount is placed."""
    left, parts = amount_fen, list[dict[str, object]]()
    for room in rooms:
        fen = min(left, room.fen)
        if fen > 0:
            parts.append(
                {"payment": str(room.payment_id), "no": new_no(), "id": str(new_key()), "fen": fen}
            )
            left -= fen
    return parts


SEND = """
WITH parts AS (
  SELECT * FROM jsonb_to_recordset(%(parts)s::jsonb)
    AS t(payment uuid, no text, id uuid, fen bigint)
), sent AS (
  UPDATE anxin_payment_payment p SET sent_fen = p.sent_fen + t.fen
    FROM parts t WHERE p.id = t.payment RETURNING p.id, p.merchant_id
)
INSERT INTO anxin_refund_refund (id, merchant_id, payment_id, withdrawal_id, no, cause, destination,
       refund_fen, fee_fen, state, next_try_at)
SELECT t.id, s.merchant_id, t.payment, %(withdrawal)s::uuid, t.no, 'withdrawal', 'original',
       t.fen, 0, 'reserved', clock_now()
  FROM parts t JOIN sent s ON s.id = t.payment
"""

END = """
WITH payment AS MATERIALIZED (
  SELECT id FROM anxin_payment_payment WHERE id = %(payment_id)s::uuid FOR NO KEY UPDATE
), ended AS (
  UPDATE anxin_refund_refund r
     SET state = CASE WHEN %(given)s::bool THEN 'succeeded' ELSE 'failed' END,
         succeeded_at = CASE WHEN %(given)s::bool THEN clock_now() END, next_try_at = NULL,
         confirm_at = CASE WHEN %(given)s::bool THEN clock_now() + interval '1 day' END,
         serial_no = coalesce(nullif(%(serial_no)s::text, ''), r.serial_no),
         recalled_at = CASE WHEN NOT %(given)s::bool THEN r.recalled_at END,
         trouble = coalesce(nullif(%(trouble)s::text, ''), r.trouble)
   WHERE r.id = %(id)s::uuid AND r.payment_id = (SELECT id FROM payment)
     AND r.state IN ('reserved', 'sending', 'processing', 'unknown', 'abnormal')
  RETURNING r.id, r.withdrawal_id, r.payment_id, r.refund_fen
), freed AS (
  UPDATE anxin_payment_payment p SET sent_fen = p.sent_fen - e.refund_fen
    FROM ended e WHERE p.id = e.payment_id AND NOT %(given)s::bool
), over AS (
  UPDATE anxin_payment_withdrawal w SET ended_at = clock_now() FROM ended e
   WHERE w.id = e.withdrawal_id AND NOT EXISTS (
     SELECT 1 FROM anxin_refund_refund r WHERE r.withdrawal_id = w.id AND r.id <> e.id
        AND r.state NOT IN ('succeeded', 'failed', 'reversed'))
)
SELECT e.refund_fen, w.account_id FROM ended e JOIN anxin_payment_withdrawal w
    ON w.id = e.withdrawal_id
"""


def end_transfer(
    *, refund_id: UUID, payment_id: UUID, serial_no: str, given: bool, way_closed: bool = False
) -> None:
    """Book what the channel gave of a withdrawal, or let go in the wallet what it will not give.

    `way_closed`: it will give nothing of this payment any more (storage.refund.ways).
    """
    values = {
        "id": refund_id,
        "payment_id": payment_id,
        "serial_no": serial_no,
        "given": given,
        "trouble": "way_closed" if way_closed else "",
    }
    for ended in run(END, values):
        fen, account_id = ended.refund_fen, ended.account_id
        if given:
            spend(account_id=account_id, kind="wallet", amount_fen=fen)
            here("withdrawal.spent_not_booked")
            lines = postings.withdrawal(account_id=account_id, amount_fen=fen)
            post(cause=refund_id, kind="withdrawal", lines=lines)
        else:
            release(account_id=account_id, kind="wallet", amount_fen=fen)
