"""Sending refunds and asking what became of them.

Three steps, never in one transaction: the attempt is committed, the channel is called, the outcome
is recorded. Whoever dies between them leaves a refund that is due again and is then asked about.
What a difference of the bill holds is not claimed until the difference is over.
"""

from __future__ import annotations

from typing import Any

from anxin.domain.channel import Channel, Limits, NotRefunded, RefundOrder, Refused, Unknown
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.refund.recording import Later, Outcome, record_outcome
from anxin.services.refund.whereabouts import ask_earlier, order_of, read_found
from anxin.storage.payment.held import HELD, frozen
from anxin.storage.statement import run

TRY_AFTER = (12, 30, 120, 600, 1800, 7200, 21600)
"""Seconds until a refund is asked about and tried again; the last is repeated. The first is longer
than a call is waited for, so that nobody else takes a refund that is being sent. A try that is made
because somebody looks (`asking.ask_soon`) is none of the schedule's and leaves it as it was."""

HELD_FOR_S = 600
"""When a refund is looked at again that was found held as it was about to be sent."""

CLAIM = f"""
WITH due AS (
  SELECT r.id FROM anxin_refund_refund r
   WHERE r.next_try_at <= clock_now()
     AND r.state IN ('reserved', 'sending', 'processing', 'unknown', 'abnormal') AND NOT {HELD}
   ORDER BY r.next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE anxin_refund_refund r
     SET state = CASE r.state WHEN 'reserved' THEN 'sending' ELSE r.state END, tries = r.tries + 1,
         looks = r.looks + coalesce(r.planned_at > clock_now(), false)::int, planned_at = NULL,
         next_try_at = CASE WHEN r.planned_at > clock_now()
             THEN greatest(r.planned_at, clock_now() + make_interval(secs => (%(after)s::int[])[1]))
             ELSE clock_now() + make_interval(secs => (%(after)s::int[])
                 [least(r.tries - r.looks + 1, cardinality(%(after)s::int[]))]) END
    FROM due WHERE r.id = due.id
  RETURNING r.*, r.looks > old.looks AS looked
), attempted AS (
  INSERT INTO anxin_refund_attempt (refund_id, number, asked)
  SELECT id, tries, CASE WHEN sent_at IS NULL THEN 'refund' ELSE 'query' END FROM claimed
)
SELECT c.id, c.no, c.cause, c.state, c.tries, c.tries - c.looks AS planned_tries, c.looked,
       c.refund_fen, c.route, c.sent_at, c.recalled_at, c.serial_no, c.successor_of_id,
       c.payment_id, y.id AS trade_id, y.no AS payment_no, y.method, y.identity,
       y.captured_fen + coalesce((SELECT sum(x.captured_fen) FROM anxin_payment_payment x
                                   WHERE x.part_of_id = y.id), 0)::bigint AS total_fen, p.order_id
  FROM claimed c
  JOIN anxin_payment_payment p ON p.id = c.payment_id
  JOIN anxin_payment_payment y ON y.id = coalesce(p.part_of_id, p.id)
"""


def send_refunds(*, outside: Outside) -> int:
    """Send or ask about every refund that is due; return how many."""
    sent = 0
    while claimed := run(CLAIM, {"after": list(TRY_AFTER)}):
        sent += 1
        claim = claimed[0]
        here("refund.claimed_not_called")
        channel = outside.channel_of(method=claim.method, identity=claim.identity)
        outcome = _call(channel, claim) if channel else Unknown("no such channel here")
        here("refund.called_not_recorded")
        record_outcome(claim=claim, outcome=outcome)
    return sent


def _call(channel: Channel, claim: Any) -> Outcome:
    """Ask what became of it, unless it was never sent; send it where the channel knows nothing."""
    order = order_of(claim=claim, refund=claim)
    if claim.sent_at is not None:
        found = channel.find_refund(order=order)
        if not isinstance(found, NotRefunded):
            return read_found(channel=channel, claim=claim, refund=claim, found=found)
        if claim.serial_no:
            return Unknown("the channel does not know a refund that it had taken")
        here("refund.asked_not_sent")
    elsewhere = ask_earlier(channel=channel, claim=claim)
    if elsewhere:
        return elsewhere
    if claim.route:
        return NotRefunded()
    return _send(channel, claim, order)


GRANT = f"""
WITH granted AS (
  UPDATE anxin_payment_payment
     SET sent_at = clock_now(), sent_count = sent_count + %(first)s::int
   WHERE id = %(trade_id)s::uuid AND sent_count + %(first)s::int <= %(most)s::int
     AND captured_at > clock_now() - %(window)s::interval
     AND (sent_at IS NULL OR sent_at <= clock_now() - make_interval(secs => %(spacing)s::int))
     AND NOT {frozen(trade="anxin_payment_payment")}
  RETURNING id
), noted AS (
  UPDATE anxin_refund_refund
     SET sent_at = coalesce(sent_at, clock_now()),
         state = CASE state WHEN 'abnormal' THEN 'unknown' ELSE state END
   WHERE id = %(id)s::uuid AND state IN ('sending', 'processing', 'unknown', 'abnormal')
     AND EXISTS (SELECT 1 FROM granted)
  RETURNING id
)
SELECT EXISTS (SELECT 1 FROM noted) AS granted,
       p.sent_count + %(first)s::int > %(most)s::int AS too_many,
       p.captured_at <= clock_now() - %(window)s::interval AS too_late,
       {frozen(trade="p")} AS held
  FROM anxin_payment_payment p WHERE p.id = %(trade_id)s::uuid
"""


def _send(channel: Channel, claim: Any, order: RefundOrder) -> Outcome:
    """Send it if it is its turn."""
    kept_back = take_turn(claim=claim, limits=channel.limits)
    if kept_back:
        return kept_back
    here("refund.noted_not_sent")
    return channel.refund(order=order)


def take_turn(*, claim: Any, limits: Limits) -> Refused | Later | None:
    """Take a refund's turn if the channel's limits allow: how many, how long after, how close.

    The turn is taken in the payment's own row before the call, so that two workers cannot both
    have it, and nothing is ever sent that was not noted as sent. A refund that was stopped
    meanwhile, for money that left by itself, has no turn; one that was sent is not stopped any
    more. Nor has one whose payment a bill has frozen since it was claimed.
    """
    (turn,) = run(
        GRANT,
        {
            "id": claim.id,
            "trade_id": claim.trade_id,
            "first": int(claim.sent_at is None),
            "most": limits.most_refunds,
            "window": limits.window,
            "spacing": limits.spacing_s,
        },
    )
    if turn.granted:
        return None
    if turn.held:
        return Later(HELD_FOR_S)
    if turn.too_late or turn.too_many:
        code = "window_over" if turn.too_late else "too_many_refunds"
        return Refused(code, final=True, way_closed=True)
    return Later(limits.spacing_s)
