"""The thread of a case (协商记录): one for parties and platform, each line for its readers.

Source: MISSION.md E5; domain words of `Message`.
"""

from __future__ import annotations

from typing import Final

SIDES: Final = ("buyer", "merchant", "platform")
AUDIENCES: Final = ("all", "buyer", "merchant", "staff")
"""Who reads a line besides the platform: both parties, one of them, or (`staff`) nobody else."""

MESSAGE_CHARACTERS = 1000
PER_HOUR = 30
"""How many lines one author may write in one case within an hour."""

_MAY_SAY: Final = {
    "buyer": ("all", "buyer"),
    "merchant": ("all", "merchant"),
    "platform": AUDIENCES,
}


def audiences_of(*, side: str) -> tuple[str, ...]:
    """Return the audiences that a side may speak to: a party to both, or to the platform alone.

    >>> audiences_of(side="buyer")
    ('all', 'buyer')
    """
    return _MAY_SAY[side]


def may_read(*, side: str, audience: str) -> bool:
    """Say whether somebody of a side may read a line: the platform reads all.

    >>> may_read(side="merchant", audience="buyer"), may_read(side="platform", audience="staff")
    (False, True)
    """
    return side == "platform" or audience in ("all", side)


def may_write(*, case_state: str, side: str) -> bool:
    """Say whether the thread still takes lines: parties until the last word, the platform always.

    A rejected case can be appealed, so its parties may still say something.
    """
    ended = case_state in ("refunded", "replaced", "upheld", "withdrawn")
    return side == "platform" or not ended
