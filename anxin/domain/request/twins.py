"""Identical orders of one buyer: which of them is best given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anxin.domain.states import UNDELIVERED

TWIN_MINUTES: Final = 30
"""Orders of one product by one buyer this close to each other may be one order sent twice."""


@dataclass(frozen=True, slots=True)
class Twin:
    """One of several orders of the same product by the same buyer within a short time.

    `names_other`: the records call it a repetition of an earlier one, so that giving it back costs
    no fee. `left_fen`: what of it has not been refunded, nor is about to be.
    """

    no: str
    state: str
    placed_at: datetime
    units: int
    viewed_units: int
    left_fen: int
    names_other: bool
    case_open: bool

    @property
    def can_go_back(self) -> bool:
        """Whether there is money in it that nobody has asked for yet."""
        return self.left_fen > 0 and not self.case_open


def one_to_give_back(*, twins: Sequence[Twin]) -> Twin | None:
    """Return the one whose return costs the buyer least; none where none can go back.

    What was not delivered first, then what nobody has looked at, then what the records call the
    repetition, then the latest.
    """
    able = [twin for twin in twins if twin.can_go_back]
    return max(able, key=_rank, default=None) if len(twins) > 1 else None


def why_rather(*, twin: Twin, than: Twin) -> str:
    """Return what sets a better one apart from another.

    `undelivered`, `unviewed`, `repetition` or `later`.
    """
    ranks = zip(_GROUNDS, _rank(twin), _rank(than), strict=True)
    return next((ground for ground, one, other in ranks if one != other), "later")


_GROUNDS: Final = ("undelivered", "unviewed", "repetition", "later")


def _rank(twin: Twin) -> tuple[bool, bool, bool, datetime]:
    return (twin.state in UNDELIVERED, not twin.viewed_units, twin.names_other, twin.placed_at)
