"""The kinds of switches: what can go wrong, and each kind's options with what they are if unsaid.

Where a provider knows more kinds than the others, its table says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Kinds = Mapping[str, Mapping[str, Any]]

CALL_KINDS: Kinds = {
    "timeout_before_commit": {"seconds": 20},
    "timeout_after_commit": {"seconds": 20},
    "error_500_after_commit": {},
    "system_error": {"commit": False},
    "bad_signature": {},
    "no_signature": {},
    "seller_balance_not_enough": {},
}
WECHAT_CALL_KINDS: Kinds = {
    **CALL_KINDS,
    "frequency_limited": {},
    "wrong_serial": {},
    "stale_timestamp": {},
    "signtest": {},
}
# What becomes of a refund that was accepted; these act beside a switch of the call.
REFUND_KINDS: Kinds = {
    "refund_abnormal": {},
    "refund_closed": {},
    "refund_processing": {"seconds": 86_400},
    "refund_sent_back": {},
}
FORGERIES = (
    "wrong_signature",
    "other_key",
    "wrong_amount",
    "other_app",
    "other_mchid",
    "stale_timestamp",
)
NOTICE_KINDS: Kinds = {
    "duplicate": {"copies": 1},
    "late": {"seconds": 5},
    "reordered": {"seconds": 30},
    "lost": {"times": 1},
    "forged": {"how": list(FORGERIES)},
}
WECHAT_NOTICE_KINDS: Kinds = {**NOTICE_KINDS, "signtest": {}}
# What the issuer, the supplier and whoever confirms real names can do wrong besides.
PARTNER_KINDS: Kinds = {
    "slow": {"seconds": 3},
    "lock_fails": {},
    "out_of_stock": {},
    "order_fails": {},
    "finishes_late": {"seconds": 60},
    "no_cancel": {},
    "identity_mismatch": {},
    "identity_no_record": {},
    "identity_busy": {},
}
HELD_KINDS = ("timeout_before_commit", "timeout_after_commit", "slow")
# What is planted into bills (sandbox.planting); a bill is spoilt as long as its switch waits.
BILL_KINDS: Kinds = {
    "bill_missing": {},
    "bill_extra_refund": {"fen": 100},
    "bill_amount_off": {"fen": 1},
    "bill_fee_off": {"fen": 5},
    "bill_processing": {},
    "bill_tampered": {"fen": 100},
    "bill_truncated": {},
}
KINDS: Kinds = {
    **WECHAT_CALL_KINDS,
    **REFUND_KINDS,
    **WECHAT_NOTICE_KINDS,
    **PARTNER_KINDS,
    **BILL_KINDS,
}
