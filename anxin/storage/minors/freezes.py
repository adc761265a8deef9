"""Whether an account stands still for a claim: asked where secrets are shown and orders placed."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.statement import run

FROZEN = """
SELECT 1 FROM anxin_minors_freeze
 WHERE account_id = %(account_id)s::uuid AND lifted_at IS NULL LIMIT 1
"""
KEPT_BACK = """
SELECT 1 FROM anxin_minors_claimorder l JOIN anxin_order_order o ON o.id = l.order_id
 WHERE l.order_id = %(order_id)s::uuid
   AND (l.gross_fen > 0 AND l.paid_at IS NULL
     OR l.share = 100 AND (l.given_fen > 0 OR o.refunded_fen + o.reserved_fen >= o.paid_fen))
 LIMIT 1
"""
"""What a supervisor ended without money is the account's again; what is to be given back by a part
is so once it is, and until then it is not used up."""


def is_frozen(*, account_id: UUID) -> bool:
    """Say whether a guardian's claim holds the account up."""
    return bool(run(FROZEN, {"account_id": account_id}))


def keeps_secrets_back(*, order_id: UUID) -> bool:
    """Say whether an order is being given back to a guardian, or was whole: no secret is shown."""
    return bool(run(KEPT_BACK, {"order_id": order_id}))
