"""The practice cases that come with the site, by their keys."""

from __future__ import annotations

from typing import Final

from anxin.domain.practice.cards import CARDS
from anxin.domain.practice.goods import GOODS
from anxin.domain.practice.judgement import JUDGEMENT
from anxin.domain.practice.model import Practice

BUILT_IN: Final = (*CARDS, *GOODS, *JUDGEMENT)
_BY_KEY: Final = {one.key: one for one in BUILT_IN}


def built_in(*, key: str) -> Practice | None:
    """Return the practice case of that key."""
    return _BY_KEY.get(key)
