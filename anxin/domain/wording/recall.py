"""What buyers and the console read of a recall."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

_WHY: Final = (
    "已为您主动退款，不用您申请：$reason",
    "We have refunded you of our own accord, you need not apply: $reason",
)

RECALL_TEXTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "scope": {
        "product": ("整个商品", "The whole product"),
        "cards": ("一批卡密", "A batch of cards"),
        "deliveries": ("一段时间的发货", "Deliveries of a period"),
    },
    "state": {
        "frozen": ("待放行", "To be released"),
        "running": ("退款中", "Refunding"),
        "done": ("已完成", "Done"),
        "partial": ("有没退成的", "Some failed"),
        "refused": ("已驳回", "Refused"),
    },
    "line": {
        "pending": ("待处理", "Waiting"),
        "done": ("已退", "Given back"),
        "failed": ("没有退成", "Not refunded"),
        "held": ("等着再试", "To be tried again"),
    },
    "held": {
        "case_open": ("买家已先申请", "The buyer asked first"),
        "supplier_open": ("供应商正在充值", "The supplier is still at it"),
    },
    "left": {
        "nothing_left": ("已经退完", "Already refunded"),
        "case_open": ("买家的售后单还在处理", "The buyer's own case is open"),
        "supplier_open": ("供应商正在充值，结果未定", "The supplier is still at it"),
        "in_recall": ("在另一次召回里", "In another recall"),
        "changed": ("名单冻结后订单有变动", "The order changed after the list was frozen"),
        "refused": ("召回被驳回", "The recall was refused"),
        "broken": ("系统没有处理成功", "The system could not do it"),
    },
}


def why_recalled(*, reason: str, language: str) -> str:
    """Says to a buyer that and why an order was refunded without anybody asking."""
    return Template(_WHY[1 if language == "en" else 0]).substitute(reason=reason)


def recall_text(*, of: str, word: str, language: str) -> str:
    """Gives the name of a word about recalls. Raises `KeyError` for a word that does not exist."""
    chinese, english = RECALL_TEXTS[of][word]
    return english if language == "en" else chinese
