"""Reads of the ledger, and the proofs that it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.ledger.bill_proofs import BILL_PROOFS
from anxin.storage.ledger.penalty_proofs import PENALTY_PROOFS
from anxin.storage.ledger.recall_proofs import RECALL_PROOFS
from anxin.storage.ledger.settlement_proofs import SETTLEMENT_PROOFS
from anxin.storage.statement import run


def purse_of(*, account_id: UUID, kind: str) -> int:
    """Return what a buyer can spend of one kind, in fen; 0 where there is none yet."""
    rows = run(
        """SELECT balance_fen FROM anxin_ledger_purse
            WHERE account_id = %(id)s::uuid AND kind = %(kind)s::text""",
        {"id": account_id, "kind": kind},
    )
    return int(rows[0].balance_fen) if rows else 0


def balance(*, account_id: UUID) -> int:
    """Return what the wallet has free, in fen."""
    return purse_of(account_id=account_id, kind="wallet")


@dataclass(frozen=True, slots=True)
class WalletLine:
    """One movement of a wallet, positive in, negative out, and what the wallet held after it."""

    kind: str
    amount_fen: int
    balance_fen: int
    at: datetime
    order_no: str | None
    title: str | None
    title_en: str | None
    now: datetime


def list_wallet_lines(*, account_id: UUID) -> list[WalletLine]:
    """Return the latest hundred movements of a wallet, newest first."""
    rows = run(
        """SELECT p.kind, p.fen, p.balance, p.at, o.no, o.title, g.title_en, clock_now() AS now
             FROM (SELECT *, sum(fen) OVER (ORDER BY at, cause, kind, line)::bigint AS balance
                     FROM (SELECT cause, kind, line, at, order_id,
                                  CASE WHEN target_kind = 'buyer_wallet' THEN amount_fen
                                       ELSE -amount_fen END AS fen
                             FROM anxin_ledger_posting
                            WHERE (source_owner = %(id)s::uuid AND source_kind = 'buyer_wallet')
                               OR (target_owner = %(id)s::uuid AND target_kind = 'buyer_wallet')
                          ) m) p
             LEFT JOIN anxin_order_order o ON o.id = p.order_id
             LEFT JOIN anxin_catalog_product g ON g.id = o.product_id
            ORDER BY p.at DESC, p.cause DESC, p.kind DESC, p.line DESC LIMIT 100""",
        {"id": account_id},
    )
    return [WalletLine(*row) for row in rows]


PROOFS = {
    "purse is not the sum of its postings": """
        SELECT coalesce(p.account_id, s.owner)::text AS what
          FROM anxin_ledger_purse p FULL JOIN (
            SELECT owner, kind, sum(fen) AS fen FROM (
              SELECT target_owner AS owner, target_kind AS kind, amount_fen AS fen
                FROM anxin_ledger_posting
              UNION ALL
              SELECT source_owner, source_kind, -amount_fen FROM anxin_ledger_posting) m
             WHERE kind IN ('buyer_wallet', 'points') AND owner IS NOT NULL
             GROUP BY owner, kind) s
            ON s.owner = p.account_id
           AND s.kind = CASE p.kind WHEN 'wallet' THEN 'buyer_wallet' ELSE p.kind END
         WHERE coalesce(p.balance_fen + p.held_fen, 0) <> coalesce(s.fen, 0)""",
    "purse holds another sum than its payments and withdrawals under way": """
        SELECT coalesce(p.account_id, h.account_id)::text AS what
          FROM anxin_ledger_purse p FULL JOIN (
            SELECT account_id, kind, sum(fen) AS fen FROM (
              SELECT o.buyer_id AS account_id, y.method AS kind, y.amount_fen AS fen
                FROM anxin_payment_payment y JOIN anxin_order_order o ON o.id = y.order_id
               WHERE y.state = 'held' AND y.method IN ('wallet', 'points')
              UNION ALL
              SELECT w.account_id, 'wallet', r.refund_fen
                FROM anxin_refund_refund r JOIN anxin_payment_withdrawal w ON w.id = r.withdrawal_id
               WHERE r.state NOT IN ('succeeded', 'failed', 'reversed')) m
             GROUP BY account_id, kind) h ON h.account_id = p.account_id AND h.kind = p.kind
         WHERE coalesce(p.held_fen, 0) <> coalesce(h.fen, 0)""",
    "coupons of a buyer are worth another sum than their postings": """
        SELECT coalesce(c.account_id, s.owner)::text AS what
          FROM (SELECT account_id, sum(value_fen) AS fen FROM anxin_payment_coupon
                 WHERE state IN ('available', 'held') GROUP BY account_id) c
          FULL JOIN (
            SELECT owner, sum(fen) AS fen FROM (
              SELECT target_owner AS owner, target_kind AS kind, amount_fen AS fen
                FROM anxin_ledger_posting
              UNION ALL
              SELECT source_owner, source_kind, -amount_fen FROM anxin_ledger_posting) m
             WHERE kind = 'coupons' AND owner IS NOT NULL GROUP BY owner) s
            ON s.owner = c.account_id
         WHERE coalesce(c.fen, 0) <> coalesce(s.fen, 0)""",
    "coupon is held by no payment, or by several": """
        SELECT k.no AS what FROM anxin_payment_coupon k LEFT JOIN (
            SELECT coupon_id, count(*) AS n FROM anxin_payment_payment
             WHERE state = 'held' AND coupon_id IS NOT NULL GROUP BY coupon_id) p
            ON p.coupon_id = k.id
         WHERE (k.state = 'held') <> (coalesce(p.n, 0) = 1) OR coalesce(p.n, 0) > 1""",
    "channel was told to send back another sum than its refunds": """
        SELECT p.no AS what FROM anxin_payment_payment p LEFT JOIN (
            SELECT payment_id, sum(refund_fen) AS fen FROM anxin_refund_refund
             WHERE destination = 'original' AND state NOT IN ('failed', 'reversed')
             GROUP BY payment_id) r ON r.payment_id = p.id
         WHERE p.method NOT IN ('wallet', 'points', 'coupon')
           AND p.sent_fen <> coalesce(r.fen, 0)""",
    "order's sums are not those of its payments": """
        SELECT o.no AS what FROM anxin_order_order o LEFT JOIN (
            SELECT order_id, sum(captured_fen) AS paid, sum(refunded_fen) AS refunded,
                   sum(reserved_fen) AS reserved
              FROM anxin_payment_payment WHERE counted GROUP BY order_id) p ON p.order_id = o.id
         WHERE (o.paid_fen, o.refunded_fen, o.reserved_fen)
            <> (coalesce(p.paid, 0), coalesce(p.refunded, 0), coalesce(p.reserved, 0))""",
    "payment gave back another sum than its refunds": """
        SELECT p.no AS what FROM anxin_payment_payment p LEFT JOIN (
            SELECT payment_id, sum(refund_fen + fee_fen) AS fen FROM anxin_refund_refund
             WHERE state = 'succeeded' AND cause <> 'withdrawal'
             GROUP BY payment_id) r ON r.payment_id = p.id
         WHERE p.refunded_fen <> coalesce(r.fen, 0)""",
    "escrow holds another sum than captured less refunded and settled": """
        SELECT o.no AS what FROM anxin_order_order o LEFT JOIN (
            SELECT order_id, sum(captured_fen - refunded_fen) AS held
              FROM anxin_payment_payment GROUP BY order_id) p ON p.order_id = o.id LEFT JOIN (
            SELECT order_id, sum(CASE WHEN target_kind = 'escrow' THEN amount_fen ELSE 0 END)
                           - sum(CASE WHEN source_kind = 'escrow' THEN amount_fen ELSE 0 END) AS fen
              FROM anxin_ledger_posting WHERE order_id IS NOT NULL GROUP BY order_id) e
            ON e.order_id = o.id
         WHERE coalesce(p.held, 0) - o.settled_fen <> coalesce(e.fen, 0)""",
    "payment has other sums reserved than its refunds under way": """
        SELECT p.no AS what FROM anxin_payment_payment p LEFT JOIN (
            SELECT payment_id, sum(refund_fen + fee_fen) AS fen FROM anxin_refund_refund
             WHERE state NOT IN ('succeeded', 'failed', 'reversed') AND cause <> 'withdrawal'
             GROUP BY payment_id) r ON r.payment_id = p.id
         WHERE p.reserved_fen <> coalesce(r.fen, 0)""",
    "more arrived and came back than was paid": """
        SELECT no AS what FROM anxin_order_order
         WHERE coalesce(delivered_value_fen, 0) + shortfall_refunded_fen > paid_fen""",
    "refund was booked with another sum": """
        SELECT r.no AS what FROM anxin_refund_refund r LEFT JOIN (
            SELECT cause, sum(amount_fen) AS fen FROM anxin_ledger_posting
             WHERE kind IN ('refund', 'withdrawal') GROUP BY cause) b ON b.cause = r.id
         WHERE r.state = 'succeeded' AND r.refund_fen + r.fee_fen <> coalesce(b.fen, 0)""",
    "card belongs to a state that its order does not explain": """
        SELECT c.id::text AS what FROM anxin_card_card c
          LEFT JOIN anxin_order_ordercard k ON k.card_id = c.id
          LEFT JOIN anxin_bulk_pulledcard p ON p.card_id = c.id
         WHERE (c.state = 'available') <> (k.card_id IS NULL)
               AND NOT (c.state = 'quarantined' AND p.card_id IS NOT NULL)
            OR (c.state = 'quarantined' AND k.viewed_at IS NOT NULL)""",
    "card was refunded that its issuer never locked": """
        SELECT c.id::text AS what FROM anxin_card_card c
          JOIN anxin_order_ordercard k ON k.card_id = c.id
          JOIN anxin_order_order o ON o.id = k.order_id
         WHERE o.issuer <> '' AND c.state = 'burned'
            AND c.lock NOT IN ('locked', 'used', 'gone') AND c.paid_unlocked_at IS NULL""",
    "card was paid for unlocked, and nothing says so": """
        SELECT c.id::text AS what FROM anxin_card_card c
          JOIN anxin_order_ordercard k ON k.card_id = c.id
         WHERE c.paid_unlocked_at IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM anxin_order_orderevent e
            WHERE e.order_id = k.order_id AND (e.data ->> 'unlocked')::int > 0)""",
    "card stays locked that nobody refunds": """
        SELECT c.id::text AS what FROM anxin_card_card c
          JOIN anxin_order_ordercard k ON k.card_id = c.id
          JOIN anxin_order_order o ON o.id = k.order_id
         WHERE c.state IN ('sold', 'locking') AND c.lock IN ('wanted', 'locked')
           AND NOT EXISTS (
             SELECT 1 FROM anxin_aftersale_case k
              WHERE k.order_id = o.id AND k.closed_at IS NULL AND k.state <> 'refunding')""",
    "order's history has a gap": """
        SELECT o.no AS what FROM anxin_order_order o LEFT JOIN (
            SELECT order_id, count(*) AS n, max(seq) AS last FROM anxin_order_orderevent
             GROUP BY order_id) e ON e.order_id = o.id
         WHERE o.version <> coalesce(e.last, 0) OR o.version <> coalesce(e.n, 0)""",
    **PENALTY_PROOFS,
    **SETTLEMENT_PROOFS,
    **BILL_PROOFS,
    **RECALL_PROOFS,
}
"""What must hold, by the sentence that is printed when it does not."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A proof that failed: how often, and the first rows it names."""

    sentence: str
    count: int
    examples: list[str]


def breaches() -> list[Breach]:
    """Return every proof that fails over the whole books; an empty list is what should be."""
    found = []
    for sentence, sql in PROOFS.items():
        rows = run(f"SELECT count(*) AS n, (array_agg(what))[1:5] AS some FROM ({sql}) broken", {})
        if rows[0].n:
            found.append(Breach(sentence, rows[0].n, rows[0].some))
    return found
