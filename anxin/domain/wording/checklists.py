"""One checklist per reason for all reviewers (MISSION.md E6): what is looked at before deciding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_RECORDS: Final = (
    (
        "凭证上的订单号、金额、时间与记录一致",
        "Order number, amount and time agree with the records",
    ),
    ("没有在别的申请里出现过", "The evidence was not used for another request"),
)
_CARD: Final = (
    ("发卡方的状态和使用时间", "The issuer's status and time of use"),
    ("查看卡密的时间早于还是晚于问题", "Whether the card was viewed before or after the problem"),
)
_LISTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "card_invalid": (
        *_CARD,
        ("错误提示属于这个商品", "The error is one of this product"),
        *_RECORDS,
    ),
    "not_received": (
        ("查看记录、发货记录、收货账号", "Viewings, deliveries, and where it was delivered to"),
        ("供应商或运营商的到账记录", "The supplier's or carrier's record of arrival"),
    ),
    "arrived_late": (
        ("付款、发货、到账的时间差", "Time between payment, delivery and arrival"),
        ("话费等以运营商记录为准", "For phone credit the carrier's record counts"),
    ),
    "not_as_described": (
        ("对照下单时的商品页", "Compare with the product page as it was bought"),
        ("不符的是哪一项", "Which statement is not met"),
        *_RECORDS,
    ),
    "wrong_item": (
        ("下单填写的面值、区服与到账的对比", "Denomination and region as ordered and as received"),
        ("是买错还是发错", "Bought wrongly or sent wrongly"),
    ),
    "partly_delivered": (
        ("发货登记的金额与到账金额", "Value reported and value that arrived"),
        ("剩余是否还会到账", "Whether the rest may still arrive"),
    ),
    "quality": (("问题可以从凭证看到", "The fault can be seen in the evidence"), *_RECORDS),
    "system_duplicate": (
        ("渠道流水是否真有两笔", "Whether the channel really took two payments"),
        ("另一笔是否已退", "Whether the other was refunded"),
    ),
    "mistake": (
        ("卡密未查看、未使用", "Not viewed, not used"),
        ("备注与订单事实相符", "The note fits the order's facts"),
    ),
}
_SAME: Final = {
    "top_up_failed": "not_received",
    "credited_wrongly": "wrong_item",
    "paid_twice": "system_duplicate",
}
_OTHERWISE: Final = "mistake"
_ALWAYS: Final = (("商家的说法和凭证", "What the merchant says and shows"),)


def checklist(*, reason: str | None, language: str) -> tuple[str, ...]:
    """Return what is looked at for a reason, the same for every reviewer.

    >>> len(checklist(reason="quality", language="en")) >= 3
    True
    """
    lines = checklist_lines(reason=reason)
    return tuple(english if language == "en" else chinese for chinese, english in lines)


def checklist_lines(*, reason: str | None) -> tuple[tuple[str, str], ...]:
    """Return the same list in Chinese and English, for what is kept of it."""
    words = _SAME.get(reason or "", reason or "")
    return (*_LISTS.get(words, _LISTS[_OTHERWISE]), *_ALWAYS)
