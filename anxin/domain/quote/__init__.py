"""The quote of a refund: facts and a policy in, one answer out. See POLICY.md."""

from anxin.domain.quote.answering import quote
from anxin.domain.quote.facts import (
    Answer,
    BuyerFacts,
    Facts,
    OrderFacts,
    Piece,
    RequestFacts,
    Share,
    Tender,
    WorkingDay,
)
from anxin.domain.quote.question import FactMissing
from anxin.domain.quote.routing import decide_by
from anxin.domain.quote.ruling import Ruling, rule

__all__ = [
    "Answer",
    "BuyerFacts",
    "FactMissing",
    "Facts",
    "OrderFacts",
    "Piece",
    "RequestFacts",
    "Ruling",
    "Share",
    "Tender",
    "WorkingDay",
    "decide_by",
    "quote",
    "rule",
]
