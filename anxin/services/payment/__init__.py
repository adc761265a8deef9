"""Payments: several tenders at once, a channel's believed only on the channel's own word."""

from anxin.services.payment.asking import ask_payments, ask_soon, ask_soon_about_top_ups
from anxin.services.payment.begin import (
    Begun,
    NotPaid,
    PaidAtOnce,
    Way,
    begin_code,
    pay_at_once,
    pay_order,
)
from anxin.services.payment.finding import settle_finding
from anxin.services.payment.take import take_payment

__all__ = [
    "Begun",
    "NotPaid",
    "PaidAtOnce",
    "Way",
    "ask_payments",
    "ask_soon",
    "ask_soon_about_top_ups",
    "begin_code",
    "pay_at_once",
    "pay_order",
    "settle_finding",
    "take_payment",
]
