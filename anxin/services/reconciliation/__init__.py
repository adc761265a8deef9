"""Reconciliation: bills fetched, kept, held against our books, and what differs dealt with.

A bill is fetched outside any transaction; keeping it, booking its fees and recording what differs
is one. Whoever dies before has done nothing, and the day falls due again.
"""

from anxin.services.reconciliation.booking import NotBooked, confirm_booking, propose_booking
from anxin.services.reconciliation.comparing import settle_difference
from anxin.services.reconciliation.days import Outcome, reconcile_day, reconcile_due

__all__ = [
    "NotBooked",
    "Outcome",
    "confirm_booking",
    "propose_booking",
    "reconcile_day",
    "reconcile_due",
    "settle_difference",
]
