"""The words of POLICY.md that records are written in. `docs/glossary.md` has them in Chinese."""

KINDS = ("card_secret", "top_up", "membership", "service", "physical")
SPECIALS = ("limited_discount", "customised")
RECEIPTS = ("confirmed", "missing", "unknown")
CASH = ("alipay", "wechat", "bank_card", "wallet")
TENDERS = (*CASH, "coupon", "points")
ISSUER_STATUSES = ("unused", "used", "invalid", "unknown")
PIECES = ("activation_failure", "comparison", "not_arrived", "payment_record", "other")
VERDICTS = ("consistent", "inconsistent", "suspicious", "unreadable")
TIERS = ("first_line", "expedited", "senior")
OUTCOMES = ("cancel", "approve", "instant", "review", "need_evidence", "refuse")
