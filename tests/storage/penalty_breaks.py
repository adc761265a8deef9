"""For each proof of penalties one raw statement that breaks the books in just that way."""

from __future__ import annotations

from tests.storage.settlement_breaks import BUYER, POSTING, SHOP

PENALTY_BREAKS = {
    "penalty was booked otherwise than it stands": (
        f"{POSTING} 'penalty', 0, 'merchant_deposit', {SHOP}, 'fees', NULL, 1, NULL)"
    ),
    "guarantee fund holds another sum than the penalties that stand": (
        f"{POSTING} 'wrong', 0, 'fees', NULL, 'guarantee_fund', NULL, 1, NULL)"
    ),
    "deposit was topped up with another sum": f"""
        INSERT INTO anxin_standing_deposittopup (merchant_id, amount_fen, form_key, made_by_id)
        VALUES ({SHOP}, 1, uuidv7(), {BUYER})""",
}
