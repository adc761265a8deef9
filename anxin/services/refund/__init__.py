"""Refunds on their way through a channel: one number for life, asked before tried again."""

from anxin.services.refund.asking import ask_soon_about_case, hear_of_refund, try_again
from anxin.services.refund.confirming import confirm_refunds
from anxin.services.refund.late import note_late_refunds
from anxin.services.refund.reroute import NotRerouted, confirm_reroute, consent, propose_reroute
from anxin.services.refund.sending import send_refunds

__all__ = [
    "NotRerouted",
    "ask_soon_about_case",
    "confirm_refunds",
    "confirm_reroute",
    "consent",
    "hear_of_refund",
    "note_late_refunds",
    "propose_reroute",
    "send_refunds",
    "try_again",
]
