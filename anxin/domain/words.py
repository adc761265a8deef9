"""The closed vocabulary of refunds: every word a fact, a policy or an answer may use.

Source: POLICY.md, "Words". The order of a tuple is the order in which its words are shown.
"""

from __future__ import annotations

from typing import Final

KINDS: Final = ("card_secret", "top_up", "membership", "service", "physical")
VIRTUAL: Final = ("card_secret", "top_up", "membership", "service")
SPECIALS: Final = ("limited_discount", "customised")
NO_SPECIAL: Final = "none"

STATES: Final = (
    "awaiting_payment",
    "cooling_off",
    "delivering",
    "delivered",
    "activated",
    "completed",
    "cancelled",
)
UNDELIVERED: Final = ("cooling_off", "delivering")
SERVED: Final = ("delivered", "activated", "completed")

CAUSES: Final = ("buyer", "merchant", "platform")
REASONS: Final = (
    "card_invalid",
    "not_received",
    "top_up_failed",
    "credited_wrongly",
    "arrived_late",
    "not_as_described",
    "wrong_item",
    "partly_delivered",
    "quality",
    "mistake",
    "unwanted",
    "no_reason",
    "duplicate_order",
    "price_changed",
    "game_outage",
    "wrong_payment",
    "paid_twice",
    "system_duplicate",
)

CASH: Final = ("alipay", "wechat", "bank_card", "wallet")
TENDERS: Final = (*CASH, "coupon", "points")

ISSUER_STATUSES: Final = ("unused", "used", "invalid", "unknown")
WAITS: Final = ("issuer_status", "supplier", "evidence")
RECEIPTS: Final = ("confirmed", "missing", "unknown")
FAULTS: Final = ("system_duplicate",)
VERDICTS: Final = ("consistent", "inconsistent", "suspicious", "unreadable")
EVIDENCE_KINDS: Final = (
    "activation_failure",
    "comparison",
    "not_arrived",
    "payment_record",
    "other",
)

OUTCOMES: Final = ("cancel", "approve", "instant", "review", "need_evidence", "refuse")
TIERS: Final = ("first_line", "expedited", "senior")
CODES: Final = (
    "nothing_left",
    "fully_delivered",
    "was_viewed",
    "already_used",
    "too_late",
    "was_on_time",
    "special_goods",
    "already_served",
    "no_rule",
)
"""Why a policy refuses."""

REFUSALS: Final = (*CODES, "not_shown", "doubted", "returned_otherwise")
"""Why a person refuses: the same, and what only somebody who looked can say."""

RECORDS: Final = ("viewing_log", "issuer_word", "supplier_receipt")
"""Records of machines that a person's refusal can rest on, besides pieces of evidence."""

CLAUSES: Final = (
    "unpaid",
    "closed",
    "undelivered",
    "issuer_invalid",
    "physical_no_reason",
    "system_duplicate",
    "partly_delivered",
    "not_received",
    "late",
    "used",
    "proven_fault",
    "fault_too_late",
    "special",
    "unused_card",
    "no_longer",
    "otherwise",
)
TIMES: Final = ("paid_at", "delivered_at", "completed_at")
LANGUAGES: Final = ("zh", "en")
