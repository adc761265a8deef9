"""Marks on pages: where something was read or found, numbered, in numbers that SVG draws.

A mark's look is its line and sign, never its colour alone: what agrees is drawn solid with a tick,
what contradicts dashed with a cross, a doubt double with a warning, a hint dotted, and what was
only read thin. All coordinates are pixels of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anxin.domain.evidence.pieces import Box
from anxin.pages.evidence import ShownPage

READ = "read"
LOOKS = (READ, "agrees", "hint", "doubt", "contradicts")
"""From what says least to what weighs most."""
SIGNS = {"agrees": "check", "hint": "info", "doubt": "warning", "contradicts": "cross"}

SMALL, TWIN, LARGE = (128, 270, 11), (430, 560, 16), (640, 640, 16)
"""Room in which a page is first seen and how high a number is there, in CSS pixels: in the case,
beside one that is like it, and on a page of its own. Both grow when somebody zooms."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a page, with its number and what is said of it."""

    number: int
    look: str
    label: str
    box: Box
    page: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mark as it is drawn: its frame, and the tab with number and sign beside it."""

    mark: Mark
    left: int
    top: int
    width: int
    height: int
    tab_left: int
    tab_top: int
    tab_width: int
    tab_height: int

    @property
    def sign(self) -> str:
        """The icon in the tab; what was only read has none."""
        return SIGNS.get(self.mark.look, "")

    @property
    def text_left(self) -> int:
        """Where the number stands, from its middle."""
        share = 2 if not self.sign else 4
        return self.tab_left + self.tab_width // share + (self.tab_height // 8 if self.sign else 0)

    @property
    def text_top(self) -> int:
        """The number's baseline."""
        return self.tab_top + self.tab_height * 3 // 4

    @property
    def letter(self) -> int:
        """How high the number is written."""
        return max(1, self.tab_height * 3 // 4)

    @property
    def sign_left(self) -> int:
        """Where the sign stands."""
        return self.tab_left + self.tab_width - self.tab_height


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its marks."""

    page: ShownPage
    marks: tuple[Drawn, ...]


def sheet_of(*, page: ShownPage, marks: Sequence[Mark], room: tuple[int, int, int]) -> Sheet:
    """Return a page with the marks that are on it, drawn to be read in that much room."""
    width, height, high = room
    tab = max(high * page.width // width, high * page.height // height, 8)
    own = [mark for mark in marks if mark.page == page.number]
    return Sheet(page, tuple(_drawn(mark, page, tab) for mark in own))


def _drawn(mark: Mark, page: ShownPage, tab: int) -> Drawn:
    """Frame the box with a little air, the tab right of it, else left, else inside.

    Values end their lines: what stands right of one is mostly nothing, what stands left its label.
    """
    air = tab // 5
    left, top = max(0, mark.box.left - air), max(0, mark.box.top - air)
    right = min(page.width, mark.box.right + air)
    bottom = min(page.height, mark.box.bottom + air)
    signs = 1 if mark.look in SIGNS else 0
    width = tab * (len(str(mark.number)) + 1 + 2 * signs) // 2 + tab // 4
    inside = left if left < width else left - width
    tab_left = right if right + width <= page.width else inside
    tab_top = min(max(0, (top + bottom - tab) // 2), max(0, page.height - tab))
    return Drawn(
        mark, left, top, max(1, right - left), max(1, bottom - top), tab_left, tab_top, width, tab
    )
