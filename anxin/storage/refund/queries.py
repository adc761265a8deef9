"""Reads of refunds: where money that goes back is, as its owner sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from anxin.storage.payment.held import HELD
from anxin.storage.statement import run

MOST_WITHDRAWALS = 20


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One transfer back to one tender. `stuck`: nothing more happens to it by itself.

    `route`: the other way that it takes, where the channel cannot make it. `consented`: the buyer
    has agreed to have it in the wallet instead. `followed`: its money goes on under another number.
    `asked_at`: when the channel was last asked to make it, or what became of it.
    `held`: it is not sent before a refund that the channel's bill shows is cleared up.
    """

    no: str
    cause: str
    of_case: bool
    method: str
    destination: str
    refund_fen: int
    fee_fen: int
    state: str
    trouble: str
    serial_no: str
    account: str
    route: str
    reserved_at: datetime
    succeeded_at: datetime | None
    stuck: bool
    consented: bool
    held: bool
    followed: bool
    asked_at: datetime | None
    now: datetime

    @property
    def under_way(self) -> bool:
        """Whether it has neither arrived nor ended otherwise."""
        return self.state not in ("succeeded", "failed", "reversed")

    @property
    def to_wallet(self) -> bool:
        """Whether it is on another way, to the wallet."""
        return self.under_way and self.route == "wallet"

    @property
    def back_in_wallet(self) -> bool:
        """Whether it is a withdrawal's that no channel made: its money is in the wallet again."""
        return (
            self.cause == "withdrawal"
            and self.state in ("failed", "reversed")
            and not self.followed
        )


_COLUMNS = f"""
       r.no, r.cause, r.case_id IS NOT NULL AS of_case, p.method, r.destination, r.refund_fen,
       r.fee_fen, r.state, r.trouble, r.serial_no, r.account, r.route, r.reserved_at,
       r.succeeded_at, r.state = 'abnormal' AND r.next_try_at IS NULL AS stuck,
       w.consented_at IS NOT NULL AS consented, {HELD} AS held,
       EXISTS (SELECT 1 FROM anxin_refund_refund s WHERE s.successor_of_id = r.id) AS followed,
       (SELECT max(a.started_at) FROM anxin_refund_attempt a WHERE a.refund_id = r.id) AS asked_at,
       clock_now() AS now
"""
_SOURCES = """
  JOIN anxin_payment_payment p ON p.id = r.payment_id
  LEFT JOIN anxin_refund_reroute w ON w.refund_id = r.id
"""


def list_refunds(*, case_id: UUID) -> list[RefundRow]:
    """Return the transfers of a case in the order of its tenders."""
    rows = run(
        f"""SELECT {_COLUMNS} FROM anxin_refund_refund r {_SOURCES}
            WHERE r.case_id = %(id)s::uuid ORDER BY p.position, r.id""",
        {"id": case_id},
    )
    return [RefundRow(*row) for row in rows]


def list_of_order(*, order_id: UUID) -> list[RefundRow]:
    """Return all transfers of an order's payments back to its buyer, in their sequence."""
    rows = run(
        f"""SELECT {_COLUMNS} FROM anxin_refund_refund r {_SOURCES}
            WHERE p.order_id = %(id)s::uuid AND r.cause NOT IN ('withdrawal', 'chargeback')
            ORDER BY p.position, r.id""",
        {"id": order_id},
    )
    return [RefundRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """A withdrawal with its transfers. `ended_at`: nothing of it is under way any more."""

    no: str
    amount_fen: int
    at: datetime
    ended_at: datetime | None
    transfers: tuple[RefundRow, ...]

    @property
    def now(self) -> datetime:
        """When it was read."""
        return self.transfers[0].now

    @property
    def back_fen(self) -> int:
        """What no channel gave, or a bank sent back: it is in the wallet again."""
        return sum(one.refund_fen for one in self.transfers if one.back_in_wallet)


def list_withdrawals(*, account_id: UUID) -> list[WithdrawalRow]:
    """Return the latest twenty withdrawals of an account, newest first."""
    rows = run(
        f"""WITH latest AS (
              SELECT id, no, amount_fen, at, ended_at FROM anxin_payment_withdrawal
               WHERE account_id = %(account_id)s::uuid ORDER BY at DESC, id DESC
               LIMIT %(most)s::int)
            SELECT l.no AS withdrawal_no, l.amount_fen, l.at, l.ended_at, {_COLUMNS}
              FROM latest l JOIN anxin_refund_refund r ON r.withdrawal_id = l.id {_SOURCES}
             ORDER BY l.at DESC, l.id DESC, r.id""",
        {"account_id": account_id, "most": MOST_WITHDRAWALS},
    )
    return [
        WithdrawalRow(no, amount_fen, at, ended_at, tuple(RefundRow(*row[4:]) for row in same))
        for (no, amount_fen, at, ended_at), same in groupby(rows, key=lambda row: row[:4])
    ]


BACK_LATELY = """
SELECT (coalesce(sum(r.refund_fen), 0) + coalesce((
         SELECT sum(p.amount_fen) FROM anxin_ledger_payout p
          WHERE p.account_id = %(account_id)s::uuid
            AND (p.state = 'returned'
                 OR p.state = 'refused' AND p.closed_by_id IS DISTINCT FROM p.account_id)
            AND coalesce(p.returned_at, p.closed_at)
                > clock_now() - make_interval(days => %(days)s::int)), 0))::bigint AS fen
  FROM anxin_payment_withdrawal w
  JOIN anxin_refund_refund r ON r.withdrawal_id = w.id AND r.state IN ('failed', 'reversed')
   AND NOT EXISTS (SELECT 1 FROM anxin_refund_refund s WHERE s.successor_of_id = r.id)
  LEFT JOIN anxin_ledger_posting b ON b.cause = r.id AND b.kind = 'reversal'
 WHERE w.account_id = %(account_id)s::uuid
   AND coalesce(b.at, w.ended_at) > clock_now() - make_interval(days => %(days)s::int)
"""


def fen_back_lately(*, account_id: UUID, days: int) -> int:
    """Return how much of an account's withdrawals came back to the wallet in the last `days`.

    Those to a bank that their owner took back do not count.
    """
    return int(run(BACK_LATELY, {"account_id": account_id, "days": days})[0].fen)
