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
