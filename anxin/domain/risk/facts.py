"""What is counted of an account, each as plain numbers: the same facts give the same score."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Counts by signal (domain.risk.signals), over the window that each names.

    What the merchant or the platform was at fault for is in none of them. `noted`: how many of the
    cancels and returns came with the buyer's words why. `identified`: the real name was confirmed.
    """

    cancels: int = 0
    returns: int = 0
    after_view: int = 0
    contradicted: int = 0
    doubted: int = 0
    reused: int = 0
    linked_restricted: int = 0
    linked_returning: int = 0
    to_wallet: int = 0
    payers: int = 0
    used_after_refund: int = 0
    abuse: int = 0
    noted: int = 0
    identified: bool = False
