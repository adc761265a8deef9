"""The verdict: what is wrong with the books, seen from the channel's own book and from the rules.

Each finding is a sentence with the number it is about; an empty list is what should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from anxin.domain.states import CASE, ORDER
from anxin.storage.ledger.queries import breaches
from anxin.storage.statement import run

Book = Mapping[str, Mapping[str, Any]]
"""Payment number -> `paid_fen`, `refunded_fen`, `refunds`: number -> `refund_fen`."""

ORPHANS = {
    "a case is open without a deadline and without money on its way": """
        SELECT c.no FROM anxin_aftersale_case c
         WHERE c.state NOT IN ('rejected', 'refunded', 'replaced', 'withdrawn', 'upheld')
           AND c.due_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM anxin_refund_refund r
              WHERE r.case_id = c.id AND r.state NOT IN ('succeeded', 'failed', 'reversed'))""",
    "a refund is under way and nobody will look after it": """
        SELECT r.no FROM anxin_refund_refund r
         WHERE r.state NOT IN ('succeeded', 'failed', 'reversed') AND r.next_try_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM anxin_payment_finding f
                            WHERE f.subject = r.no AND f.settled_at IS NULL)""",
    "a payment waits and nobody will ask about it": """
        SELECT no FROM anxin_payment_payment WHERE state = 'waiting' AND next_ask_at IS NULL""",
    "an order waits without a deadline": """
        SELECT no FROM anxin_order_order
         WHERE state NOT IN ('completed', 'cancelled') AND due_at IS NULL""",
    "a case says open and its order does not, or the other way": """
        SELECT o.no FROM anxin_order_order o
         WHERE o.case_open <> EXISTS (
           SELECT 1 FROM anxin_aftersale_case c WHERE c.order_id = o.id
              AND c.state NOT IN ('rejected', 'refunded', 'replaced', 'withdrawn', 'upheld'))""",
    "a card was viewed and is for sale again": """
        SELECT c.id::text AS no FROM anxin_card_card c
         WHERE c.state IN ('available', 'held', 'quarantined') AND EXISTS (
           SELECT 1 FROM anxin_order_cardview v WHERE v.order_card_id = c.id)""",
    "a card is viewed without a viewing on the record": """
        SELECT k.card_id::text AS no FROM anxin_order_ordercard k
         WHERE k.viewed_at IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM anxin_order_cardview v WHERE v.order_card_id = k.card_id)""",
    "a case was decided twice": """
        SELECT r.case_id::text || r.payment_id::text AS no FROM anxin_refund_refund r
         WHERE r.case_id IS NOT NULL AND r.state NOT IN ('failed', 'reversed')
         GROUP BY r.case_id, r.payment_id HAVING count(*) > 1""",
    "a refund has other tries than were written down before they were made": """
        SELECT r.no FROM anxin_refund_refund r
         WHERE r.tries <> (SELECT count(*) FROM anxin_refund_attempt a WHERE a.refund_id = r.id)""",
}
"""What must have an owner, a deadline or a record, by the sentence printed when it has none."""

MERCHANTS_ACCOUNT = "商户结算银行账户"
"""Where WeChat Pay says a refund went that was recalled."""

MOVES = {**ORDER, **CASE}

PAYMENTS = """
SELECT t.no, t.captured_fen + coalesce((SELECT sum(x.captured_fen) FROM anxin_payment_payment x
                                         WHERE x.part_of_id = t.id), 0)::bigint AS captured_fen,
       coalesce(jsonb_object_agg(r.no, jsonb_build_object(
                  'fen', r.refund_fen, 'state', r.state, 'to', r.destination,
                  'finance', r.next_try_at IS NULL AND EXISTS (
                     SELECT 1 FROM anxin_payment_finding f
                      WHERE f.subject = r.no AND f.settled_at IS NULL)))
                FILTER (WHERE r.destination = 'original' OR r.recalled_at IS NOT NULL), '{}')
         AS refunds
  FROM anxin_payment_payment t
  JOIN anxin_payment_payment p ON t.id = coalesce(p.part_of_id, p.id)
  LEFT JOIN anxin_refund_refund r ON r.payment_id = p.id
 WHERE t.method NOT IN ('wallet', 'coupon', 'points') GROUP BY t.id
"""

WITHDRAWALS = """
SELECT w.no, w.amount_fen, w.ended_at IS NOT NULL AS over, array_agg(r.no) AS refunds,
       coalesce(sum((SELECT sum(CASE p.kind WHEN 'withdrawal' THEN p.amount_fen
                                            ELSE -p.amount_fen END)
                       FROM anxin_ledger_posting p
                      WHERE p.cause = r.id AND p.kind IN ('withdrawal', 'reversal'))), 0)::bigint
         AS spent_fen
  FROM anxin_payment_withdrawal w JOIN anxin_refund_refund r ON r.withdrawal_id = w.id
 GROUP BY w.id
"""

EVENTS = """
SELECT o.no, e.states FROM anxin_order_orderevent e JOIN anxin_order_order o ON o.id = e.order_id
 WHERE cardinality(e.states) > 1
"""

PROMISES = """
SELECT c.no, c.refund_fen, coalesce(sum(r.refund_fen), 0) AS fen
  FROM anxin_aftersale_case c
  LEFT JOIN anxin_refund_refund r ON r.case_id = c.id AND r.state NOT IN ('failed', 'reversed')
 WHERE c.state IN ('approved', 'refunding', 'refunded') GROUP BY c.id
HAVING c.refund_fen <> coalesce(sum(r.refund_fen), 0)
"""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong, and with what."""

    sentence: str
    subject: str


def wrong_now() -> list[Wrong]:
    """What must hold after every step: the ledger's proofs, owners, deadlines, legal moves."""
    proofs = (Wrong(b.sentence, f"{b.count}: {', '.join(b.examples)}") for b in breaches())
    return [*proofs, *_orphans(), *_illegal_moves(), *_promises()]


def wrong_with(*, book: Book, at_rest: bool) -> Iterator[Wrong]:
    """What the channel's own book and ours say differently about each payment.

    `at_rest`: everything has had its time, so what is still under way is lost, unless finance
    has been told of it. Before that we may
    not know yet what the channel did, but we never know of anything that it did not do.
    """
    ours = {row.no: row for row in run(PAYMENTS, {})}
    for no in book.keys() - ours.keys():
        yield Wrong("the channel knows a payment that is not ours", no)
    for no, payment in ours.items():
        theirs = book.get(no, {"paid_fen": 0, "refunded_fen": 0, "refunds": {}})
        yield from _payment(payment, theirs, at_rest)


def _payment(ours: Any, theirs: Mapping[str, Any], at_rest: bool) -> Iterator[Wrong]:
    paid = theirs["paid_fen"] or 0
    if ours.captured_fen not in (0, paid) or (at_rest and ours.captured_fen != paid):
        yield Wrong("a payment is lost: the channel took another sum than we know", ours.no)
    made = _made(theirs)
    if sum(_fens(made)) > paid or theirs["refunded_fen"] != sum(_fens(made)):
        yield Wrong("the channel gave back more than it took", ours.no)
    for no in made.keys() - ours.refunds.keys():
        yield Wrong("paid twice: the channel made a refund that we know nothing of", no)
    for no, refund in ours.refunds.items():
        yield from _refund(no, refund, made.get(no), at_rest)


def _made(theirs: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The refunds that the channel has really made, by our numbers."""
    refunds = theirs["refunds"].items()
    return {no: one for no, one in refunds if one.get("status", "SUCCESS") == "SUCCESS"}


def _fens(made: Mapping[str, Mapping[str, Any]]) -> list[int]:
    """What each of them came to."""
    return [refund["refund_fen"] for refund in made.values()]


def _refund(
    no: str, ours: Mapping[str, Any], made: Mapping[str, Any] | None, at_rest: bool
) -> Iterator[Wrong]:
    """One refund. Where the wallet was paid in its place, the channel's money came to us."""
    if made and ours["to"] == "wallet" and made["received_account"] != MERCHANTS_ACCOUNT:
        yield Wrong("paid twice: by the channel and into the wallet", no)
    if made and ours["state"] == "reversed" and made["received_account"] != MERCHANTS_ACCOUNT:
        yield Wrong("paid twice: what came back reached the buyer, and is owed anew", no)
    if made is not None and made["refund_fen"] != ours["fen"]:
        yield Wrong("a refund was made with another sum", no)
    if ours["state"] == "succeeded" and made is None:
        yield Wrong("lost: a refund counts as made and the channel never made it", no)
    over = ours["state"] in ("succeeded", "failed", "reversed") or ours["finance"]
    if at_rest and not over:
        yield Wrong("lost: a refund is still under way when all is at rest", no)


def wrong_withdrawals(*, book: Book) -> Iterator[Wrong]:
    """What wallets gave away and what the channels sent out of it, per withdrawal, at rest."""
    made = {no: one for theirs in book.values() for no, one in _made(theirs).items()}
    for row in run(WITHDRAWALS, {}):
        sent = sum(made[no]["refund_fen"] for no in row.refunds if no in made and _left(made[no]))
        if not row.over:
            yield Wrong("lost: a withdrawal is still under way when all is at rest", row.no)
        if sent > row.amount_fen:
            yield Wrong("paid twice: a withdrawal went out over more than was asked for", row.no)
        if sent != row.spent_fen:
            yield Wrong(f"a wallet gave {row.spent_fen} and the channel sent {sent}", row.no)


def _left(made: Mapping[str, Any]) -> bool:
    """Whether a refund went out: one that was recalled came to the merchant."""
    return bool(made.get("received_account") != MERCHANTS_ACCOUNT)


def _orphans() -> Iterator[Wrong]:
    for sentence, sql in ORPHANS.items():
        for row in run(f"{sql} LIMIT 5", {}):
            yield Wrong(sentence, row.no)


def _illegal_moves() -> Iterator[Wrong]:
    for row in run(EVENTS, {}):
        legal = (after in MOVES.get(before, ()) for before, after in pairwise(row.states))
        if not all(legal):
            yield Wrong(f"an illegal move: {' -> '.join(row.states)}", row.no)


def _promises() -> Iterator[Wrong]:
    for row in run(PROMISES, {}):
        yield Wrong(f"an approved case over {row.refund_fen} has refunds over {row.fen}", row.no)
