"""Complaints raised outside the platform, and how long they may wait.

Source: MISSION.md E6. The time limits are those that WeChat Pay and Alipay give merchants for an
answer (a day) and the seven working days of 12315 (市场监督管理投诉举报处理暂行办法 Art. 14).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

COMPLAINT_SOURCES: Final = ("alipay", "wechat", "chargeback", "12315", "other")

ANSWER_WITHIN: Final = {
    "alipay": timedelta(hours=24),
    "wechat": timedelta(hours=24),
    "chargeback": timedelta(days=3),
    "12315": timedelta(days=7),
    "other": timedelta(days=3),
}
"""How long a complaint may wait for its answer before a supervisor is told."""


def twice_fen(*, captured_fen: int, given_fen: int, charged_fen: int) -> int:
    """Return how much of a payment its buyer has twice: given back by us, and charged back too.

    `given_fen` is what refunds gave the buyer, `charged_fen` what the channel took back for them.
    Whoever got a little by our goodwill and had the rest charged back has nothing twice.

    >>> twice_fen(captured_fen=9_800, given_fen=100, charged_fen=9_700)
    0
    >>> twice_fen(captured_fen=9_800, given_fen=9_800, charged_fen=9_800)
    9800
    >>> twice_fen(captured_fen=9_800, given_fen=3_000, charged_fen=9_800)
    3000
    """
    return min(given_fen, max(0, given_fen + charged_fen - captured_fen))
