"""Proposals (协商方案): what one side of a case offers the other, and whose turn it is to answer.

Source: MISSION.md E4. The merchant and the platform offer to the buyer; the buyer offers to
whoever's turn it is. Only in the merchant's turn does an offer to the buyer stop the clock: there
nobody but the two is at work. In the platform's turn it stands while the reviewer's clock runs, and
lapses when the case moves on, so that no offer holds up a decision.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

PROPOSED: Final = ("units", "sum", "replacement")
"""What can be proposed (domain.remedy)."""

ANSWERED_WITHIN = timedelta(hours=24)
"""How long a buyer has to answer a merchant in its turn; then the case goes on without."""

PER_SIDE = 3
"""How many proposals a side may make in one case; then it is a person's to decide."""

_ANSWERS: Final = {
    ("merchant", "merchant_turn"): "buyer",
    ("merchant", "platform_review"): "buyer",
    ("merchant", "arbitration"): "buyer",
    ("platform", "platform_review"): "buyer",
    ("platform", "arbitration"): "buyer",
    ("buyer", "merchant_turn"): "merchant",
    ("buyer", "platform_review"): "platform",
    ("buyer", "arbitration"): "platform",
}


def answered_by(*, side: str, case_state: str) -> str:
    """Return whose answer a proposal of `side` waits for, empty where none can be made.

    >>> answered_by(side="merchant", case_state="merchant_turn")
    'buyer'
    >>> answered_by(side="buyer", case_state="refunded")
    ''
    """
    return _ANSWERS.get((side, case_state), "")


def stops_the_clock(*, to: str, case_state: str) -> bool:
    """Say whether the others' clock stands still while `to` thinks about an offer.

    >>> stops_the_clock(to="buyer", case_state="merchant_turn")
    True
    >>> stops_the_clock(to="buyer", case_state="arbitration")
    False
    """
    return to == "buyer" and case_state == "merchant_turn"
