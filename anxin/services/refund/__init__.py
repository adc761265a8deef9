"""Refunds on their way through a channel: one number for life, asked before tried again."""

from anxin.services.refund.asking import ask_soon, hear_of_refund, try_again
from anxin.services.refund.confirming import confirm_refunds
from anxin.services.refund.holding import Kind, NotHeld, deal_with, let_go, take_next_row, take_row
from anxin.services.refund.late import note_late_refunds
from anxin.services.refund.reroute import NotRerouted, confirm_reroute, consent, propose_reroute
from anxin.services.refund.sending import send_refunds

__all__ = [
    "Kind",
    "NotHeld",
    "NotRerouted",
    "ask_soon",
    "confirm_refunds",
    "confirm_reroute",
    "consent",
    "deal_with",
    "hear_of_refund",
    "let_go",
    "note_late_refunds",
    "propose_reroute",
    "send_refunds",
    "take_next_row",
    "take_row",
    "try_again",
]
