"""How much of an order a guardian gets back: a range and a proposal with its reasons.

Source: 民法典 Art. 19, 20, 145, 157 (what a minor does without consent is void, each side bears
its fault) and 中国互联网协会《未成年人网络游戏服务消费管理要求》: the provider bears all where real
names or limits were missing, else the guardian 30 to 70 %, up to all of it when it happens again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOWEST, HIGHEST = 30, 70
"""Per cent of an order that go back where the guardian bears a part."""

_BY_BAND: Final = {"under_8": 70, "8_to_15": 50, "16_to_17": 30}
CODES: Final = (
    "of_age",
    "nothing_used",
    "no_real_name",
    "above_cap",
    "guardian_shares",
    "again",
    "consented_before",
)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the share of one order rests on.

    `real_name`: a real name was confirmed for the account before the order. `above_cap`: it was
    more than the minor's age allowed. `unused`: no secret of it was seen and nothing was supplied.
    `before`: how many orders earlier claims of the same guardian or minor gave back.
    `consent`: what the guardian says (minors.words.CONSENTS).
    """

    band: str
    real_name: bool
    above_cap: bool
    unused: bool
    before: int = 0
    consent: str = "none"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Per cent that go back: from `low` to `high`, `proposed` first; `codes` say why."""

    low: int
    high: int
    proposed: int
    codes: tuple[str, ...]


def propose(*, facts: OrderFacts) -> Proposal:
    """Propose a share. Nothing is paid by it: a reviewer decides, and may leave the range.

    >>> propose(facts=OrderFacts("8_to_15", real_name=True, above_cap=False, unused=False))
    Proposal(low=30, high=70, proposed=50, codes=('guardian_shares',))
    """
    if facts.band == "of_age":
        return Proposal(0, 0, 0, ("of_age",))
    if facts.unused:
        return Proposal(100, 100, 100, ("nothing_used",))
    missing = _missing(facts)
    if missing:
        low = LOWEST if facts.before else 100
        again = ("again",) if facts.before else ()
        return Proposal(low, 100, 100, missing + again)
    return _shared(facts)


def _missing(facts: OrderFacts) -> tuple[str, ...]:
    """What the platform should have had and had not."""
    no_name = ("no_real_name",) if not facts.real_name else ()
    return no_name + (("above_cap",) if facts.above_cap else ())


def _shared(facts: OrderFacts) -> Proposal:
    proposed, codes = _BY_BAND[facts.band], ["guardian_shares"]
    if facts.consent in ("once", "device_only"):
        proposed = LOWEST
        codes.append("consented_before")
    if facts.before:
        return Proposal(0, HIGHEST, 0 if facts.before > 1 else LOWEST, (*codes, "again"))
    return Proposal(LOWEST, HIGHEST, proposed, tuple(codes))


def part_fen(*, left_fen: int, share: int) -> int:
    """Return that per cent of what is left of an order, halves of a fen to the guardian.

    >>> part_fen(left_fen=4_999, share=50), part_fen(left_fen=4_999, share=100)
    (2500, 4999)
    """
    return (left_fen * share + 50) // 100
