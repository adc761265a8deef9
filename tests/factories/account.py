"""People: buyers with money, reviewers, anybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from anxin import wiring
from anxin.services.aftersale.moving import Reviewer
from anxin.services.wallet import top_up_demo
from anxin.storage.account.models import Account

LARGEST_TOP_UP_FEN = 500_000


def an_account(*, role: str = "buyer", **columns: Any) -> Account:
    """Make an account of that role under a name nobody has."""
    name = f"{role}-{uuid4().hex[:12]}"
    account = Account.objects.create(username=name, role=role, password="!", **columns)
    account.refresh_from_db()
    return account


def a_buyer(*, money_fen: int = 200_000, **columns: Any) -> UUID:
    """Make a buyer with `money_fen` in the wallet, put there by top-ups as a buyer would."""
    buyer = an_account(**columns)
    while money_fen > 0:
        part = min(money_fen, LARGEST_TOP_UP_FEN)
        refused = top_up_demo(
            account_id=buyer.id, amount_fen=part, form_key=uuid4(), outside=wiring.outside()
        )
        assert refused is None
        money_fen -= part
    return buyer.id


def a_reviewer(*, role: str = "agent") -> Reviewer:
    """Make somebody who decides cases."""
    return Reviewer(an_account(role=role).id, role)
