"""The request as it is filled in: what a reason asks, and what its buyer is told meanwhile."""

from anxin.domain.request.advice import Advice, AnswerOf, Said, advise
from anxin.domain.request.fields import (
    FIELDS,
    Field,
    asked_by,
    keep_asked,
    may_ask,
    proof_of,
    read_fields,
)
from anxin.domain.request.pointers import pointed_at
from anxin.domain.request.twins import TWIN_MINUTES, Twin, one_to_give_back, why_rather
from anxin.domain.request.vague import vagueness

__all__ = [
    "FIELDS",
    "TWIN_MINUTES",
    "Advice",
    "AnswerOf",
    "Field",
    "Said",
    "Twin",
    "advise",
    "asked_by",
    "keep_asked",
    "may_ask",
    "one_to_give_back",
    "pointed_at",
    "proof_of",
    "read_fields",
    "vagueness",
    "why_rather",
]
