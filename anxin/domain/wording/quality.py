"""Words of sampled checks and practice in both languages, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

QUALITY_LABELS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "quality_grade": {
        "right": ("决定正确", "Right"),
        "words_unclear": ("话没有说清楚", "Words unclear"),
        "evidence_missed": ("漏看了证据", "Evidence missed"),
        "wrong_sum": ("金额不对", "Wrong sum"),
        "wrong": ("决定错误", "Wrong"),
    },
    "quality_mark": {
        "ok": ("做到", "Done"),
        "missed": ("漏了", "Missed"),
        "not_applicable": ("不适用", "Not applicable"),
    },
    "quality_state": {
        "waiting": ("等待质检", "To be checked"),
        "graded": ("等同事答复", "Waiting for an answer"),
        "agreed": ("同事认可", "Agreed"),
        "silent": ("没有答复，视为认可", "Unanswered: taken as agreed"),
        "objected": ("异议待复核", "Objection pending"),
        "confirmed": ("复核维持", "Confirmed"),
        "taken_back": ("复核撤回", "Taken back"),
    },
    "quality_decided": {
        "approved": ("同意退款", "Approved"),
        "partly": ("部分退款", "Partly approved"),
        "replaced": ("补发", "Replaced"),
        "rejected": ("拒绝", "Rejected"),
        "upheld": ("仲裁维持", "Upheld"),
    },
    "quality_drawn": {
        "least": ("例行抽检", "Routine"),
        "share": ("随机抽中", "By lot"),
        "overturned": ("申诉后改判", "Overturned on appeal"),
    },
    "practice_answer": {
        "approve": ("同意退款", "Approve"),
        "partial": ("退一部分", "Give a part"),
        "reject": ("拒绝", "Reject"),
        "ask": ("请买家补充", "Ask for evidence"),
        "raise": ("交高级审核员", "Leave it to a senior"),
    },
    "practice_fact": {
        "kind": ("商品", "Goods"),
        "paid": ("实付", "Paid"),
        "said": ("买家说", "Buyer says"),
        "times": ("时间", "Times"),
        "views": ("卡密查看", "Viewings"),
        "issuer": ("发卡方记录", "Issuer's record"),
        "delivery": ("到账", "Arrival"),
        "evidence": ("凭证核对", "Evidence"),
        "merchant": ("商家说", "Shop says"),
        "credit": ("买家信用", "Buyer's credit"),
        "twin": ("相同订单", "Same order"),
    },
}
