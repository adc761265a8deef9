"""What a piece must show, by its kind: the same list guides the buyer, the verdict and a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from anxin.domain.evidence.pieces import Box as Box
from anxin.domain.evidence.pieces import Field, Line

ELEMENTS: Final = (
    "failure",
    "absence",
    "identity",
    "amount",
    "time",
    "trade_no",
    "text",
)
"""What may be visible: that something failed, that nothing arrived, and whose order it is about."""

WANTED: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "activation_failure": (("failure",), ("identity",)),
    "comparison": (("text",),),
    "not_arrived": (("absence", "time"), ("identity",)),
    "payment_record": (("amount",), ("time", "trade_no")),
    "other": (("text",),),
}
"""Per kind of evidence what has to be seen: of each group one element is enough."""

IDENTITY: Final = frozenset({"order_no", "trade_no", "merchant_no", "card_code"})
"""Fields that tell one order from another."""

_FAILURE = re.compile(
    r"无效|失效|失败|错误|不存在|不正确|有误|已被?(?:使用|兑换|激活|充值)|已过期|不可用|无法"
    r"|invalid|already\s*(?:been\s*)?(?:used|redeemed)|expired|failed|incorrect|not\s*(?:valid|found)"
    r"|(?<![a-z])errors?(?![a-z])",  # The word alone: `onerror` is markup, no message.
    re.IGNORECASE,
)
_ABSENCE = re.compile(
    r"未到账|未到帐|没有到账|没到账|未收到|没有收到|没收到|暂无|无记录|没有(?:相关|更多)?记录|余额"
    r"|not\s*(?:received|arrived|credited)|no\s*(?:records?|transactions?)|balance",
    re.IGNORECASE,
)


def elements_of(*, lines: Iterable[Line], fields: Iterable[Field]) -> frozenset[str]:
    """Return which ELEMENTS a piece shows.

    >>> line = Line("卡密无效", 0.99, Box(0, 0, 9, 9))
    >>> sorted(elements_of(lines=[line], fields=[]))
    ['failure', 'text']
    """
    text = unicodedata.normalize("NFKC", "\n".join(line.text for line in lines))
    names = {field.name for field in fields}
    seen = {
        "text": bool(text.strip()),
        "failure": "error_code" in names or bool(_FAILURE.search(text)),
        "absence": bool(_ABSENCE.search(text)),
        "identity": bool(names & IDENTITY),
        "amount": "amount" in names,
        "time": "time" in names,
        "trade_no": bool(names & {"trade_no", "merchant_no"}),
    }
    return frozenset(element for element, is_there in seen.items() if is_there)


def lacking(*, kind: str, elements: frozenset[str]) -> tuple[str, ...]:
    """Return what a piece of that kind does not show: the first element of each group missed.

    >>> lacking(kind="activation_failure", elements=frozenset({"failure", "text"}))
    ('identity',)
    """
    return tuple(group[0] for group in WANTED[kind] if not elements & set(group))
