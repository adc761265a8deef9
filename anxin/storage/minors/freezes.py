"""Whether an account stands still for a claim: asked where secrets are shown and orders placed."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.statement import run

FROZEN = """
SELECT 1 FROM anxin_minors_freeze
 WHERE account_id = %(account_id)s::uuid AND lifted_at IS NULL LIMIT 1
"""
KEPT_BACK = """
SELECT 1 FROM anxin_minors_claimorder
 WHERE order_id = %(order_id)s::uuid AND share = 100 LIMIT 1
"""


def is_frozen(*, account_id: UUID) -> bool:
    """Say whether a guardian's claim holds the account up."""
    return bool(run(FROZEN, {"account_id": account_id}))


def keeps_secrets_back(*, order_id: UUID) -> bool:
    """Say whether an order was given back whole to a guardian: its secrets are shown no more."""
    return bool(run(KEPT_BACK, {"order_id": order_id}))
