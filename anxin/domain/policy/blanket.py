"""Blanket texts (「一经售出概不退换」): no policy and no listing may declare them."""

from __future__ import annotations

import re
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s\u3000,，.。、;；:：!！\-—_*·~～「」『』“”\"'()（）\[\]【】]+")
_BLANKET: Final = re.compile(
    r"(?:一经|一旦|一但)?(?:售出|卖出|出售|购买|下单|付款|支付|发货|发出|发卡|拆封|激活|充值|确认)"
    r"(?:后|之后|以后|成功)?(?:的)?(?:商品|产品|卡密|宝贝)?"
    r"(?:概|一律|恕|均|都|绝|将|则|即)?不(?:再|予|支持|能|可|可以|得|接受|提供|给|负责)?(?:予|以)?退"
    r"|(?:概|一律|恕|绝)不(?:予|支持|能|接受|提供|给)?(?:予|以)?(?:退|售后)"
    r"|不退不换|不换不退|售出不退|卖出不退|离柜(?:概)?不|买定离手|不退款不退货|不退货不退款"
    r"|(?:谢绝|拒绝|拒不|禁止)(?:任何)?(?:形式的)?(?:退|售后)"
    r"|不(?:支持|接受|提供)(?:任何)(?:形式的?|理由的?|原因的?)?(?:退|售后)"
    r"|(?:本|该|此|虚拟|数字|特价)(?:店|商品|产品|宝贝|卡密|卡)(?:均|一律|都|概)?"
    r"不(?:支持|接受|予|能|可|提供)?退"
    r"|无论(?:任何|什么|何种)?(?:原因|理由|情况)(?:都|均|一律|概)?不",
)
_ENGLISH: Final = re.compile(
    r"\bno\s+(?:refunds?|returns?)(?:\s+or\s+(?:refunds?|returns?|exchanges?))?\b"
    r"|\ball\s+sales\s+(?:are\s+)?final\b|\bnon[-\s]?refundable\b|\bno\s+money\s+back\b",
    re.IGNORECASE,
)


def find_blanket_text(text: str) -> str | None:
    """Finds a text that refuses every refund beforehand, however it is spaced or punctuated.

    Such terms are void (Consumer Rights Protection Law, article 26). Returns what was found.

    >>> find_blanket_text("本店商品,一经售出 · 概不退换!")
    '一经售出概不退'
    >>> find_blanket_text("该卡种需24小时内激活,逾期不支持退卡") is None
    True
    """
    found = _BLANKET.search(_SEPARATORS.sub("", text)) or _ENGLISH.search(text)
    return found[0] if found else None
